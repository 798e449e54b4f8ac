package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * View over the frame that opens a write group: what was handed to the disk in one call. It says
 * where it belongs, so that old bytes of another place or time are never taken for new ones, and up
 * to where the disk was known to have everything, so that a bad frame below that is known to be
 * damage and not the torn end of a write.
 *
 * <pre>
 * 0             24                32                40             44           48      52
 * | frame header | journalPosition | durablePosition | journalEpoch | groupBytes | flags | 0 |
 * </pre>
 *
 * <p>{@code journalPosition} is this frame's own; {@code journalEpoch} counts openings of the
 * journal; {@code groupBytes} is the length of the frames that follow. {@code flags} is {@link
 * #GOES_ON} or 0.
 */
final class GroupFlyweight {
    static final int BYTES = 56;

    /** The step that this group belongs to is too long for one: it counts with the next or not. */
    static final int GOES_ON = 1;

    /** In place of an epoch: any will do. */
    static final int ANY_EPOCH = -1;

    private static final int JOURNAL_POSITION_AT = 24;
    private static final int DURABLE_POSITION_AT = 32;
    private static final int JOURNAL_EPOCH_AT = 40;
    private static final int GROUP_BYTES_AT = 44;
    private static final int FLAGS_AT = 48;

    private GroupFlyweight() {}

    static void encode(
            MutableDirectBuffer buffer,
            ByteBuffer bytes,
            int at,
            long journalPosition,
            long durablePosition,
            int journalEpoch,
            int groupBytes,
            boolean goesOn,
            CRC32C crc) {
        FrameFlyweight.putHeader(
                buffer, at, BYTES, FrameFlyweight.GROUP, FrameFlyweight.NO_SHARD, 0, 0);
        buffer.putLong(at + JOURNAL_POSITION_AT, journalPosition, LITTLE_ENDIAN);
        buffer.putLong(at + DURABLE_POSITION_AT, durablePosition, LITTLE_ENDIAN);
        buffer.putInt(at + JOURNAL_EPOCH_AT, journalEpoch, LITTLE_ENDIAN);
        buffer.putInt(at + GROUP_BYTES_AT, groupBytes, LITTLE_ENDIAN);
        buffer.putLong(at + FLAGS_AT, goesOn ? GOES_ON : 0, LITTLE_ENDIAN);
        FrameFlyweight.seal(buffer, bytes, at, crc);
    }

    /** True when a whole group frame stands here that was written for this very place. */
    static boolean isAt(
            DirectBuffer buffer,
            ByteBuffer bytes,
            int at,
            int available,
            long journalPosition,
            int journalEpoch,
            CRC32C crc) {
        return available >= BYTES
                && FrameFlyweight.type(buffer, at) == FrameFlyweight.GROUP
                && FrameFlyweight.length(buffer, at) == BYTES
                && buffer.getLong(at + JOURNAL_POSITION_AT, LITTLE_ENDIAN) == journalPosition
                && (journalEpoch == ANY_EPOCH
                        || buffer.getInt(at + JOURNAL_EPOCH_AT, LITTLE_ENDIAN) == journalEpoch)
                && FrameFlyweight.isWhole(buffer, bytes, at, available, crc);
    }

    static long durablePosition(DirectBuffer buffer, int at) {
        return buffer.getLong(at + DURABLE_POSITION_AT, LITTLE_ENDIAN);
    }

    static int groupBytes(DirectBuffer buffer, int at) {
        return buffer.getInt(at + GROUP_BYTES_AT, LITTLE_ENDIAN);
    }

    static boolean goesOn(DirectBuffer buffer, int at) {
        return (buffer.getInt(at + FLAGS_AT, LITTLE_ENDIAN) & GOES_ON) != 0;
    }
}
