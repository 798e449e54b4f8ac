package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * View over one frame of the journal. Frames start on a boundary of 8 bytes; little-endian.
 *
 * <pre>
 * 0        4        8      10      12      16              24
 * | crc32c | length | type | shard | epoch | shardPosition | payload, length − 24 bytes |
 * </pre>
 *
 * <p>{@code length} counts header and payload, not the padding behind them. {@code crc32c} covers
 * everything from {@code length} to the payload's end; the writer puts it, so that a core's append
 * costs one copy and no more. {@code shardPosition} is the position of the frame's first byte in
 * its shard's stream, {@code epoch} the reign of that shard's leader.
 */
public final class FrameFlyweight {
    public static final int ALIGNMENT_BYTES = 8;
    public static final int HEADER_BYTES = 24;

    /** No frame is longer: who reads needs no more memory than this. */
    static final int BYTES_MAX = 4 << 20;

    /** Types above it belong to the journal itself. */
    public static final int LAST_TYPE = 0xfeff;

    /** Opens a write group; see {@link GroupFlyweight}. Belongs to no shard. */
    static final int GROUP = 0xff00;

    /**
     * The shard's stream continues at the position that the payload begins with: what lay behind it
     * was never committed and is void. Does not count as part of the stream itself. See {@link
     * ReignFlyweight}.
     */
    public static final int TRUNCATE = 0xff01;

    /** A leader's first frame of its reign; see {@link ReignFlyweight}. */
    public static final int EPOCH = 0xff02;

    /** In place of a shard: the frame belongs to none. */
    static final int NO_SHARD = 0xffff;

    private static final int CRC_AT = 0;
    private static final int LENGTH_AT = 4;
    private static final int TYPE_AT = 8;
    private static final int SHARD_AT = 10;
    private static final int EPOCH_AT = 12;
    private static final int SHARD_POSITION_AT = 16;

    private FrameFlyweight() {}

    /** Bytes a payload takes in journal and stream. */
    public static int framedBytes(int payloadBytes) {
        return align(HEADER_BYTES + payloadBytes);
    }

    static int align(int bytes) {
        return (bytes + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }

    static void putHeader(
            MutableDirectBuffer buffer,
            int at,
            int length,
            int type,
            int shard,
            int epoch,
            long shardPosition) {
        buffer.putInt(at + LENGTH_AT, length, LITTLE_ENDIAN);
        buffer.putShort(at + TYPE_AT, (short) type, LITTLE_ENDIAN);
        buffer.putShort(at + SHARD_AT, (short) shard, LITTLE_ENDIAN);
        buffer.putInt(at + EPOCH_AT, epoch, LITTLE_ENDIAN);
        buffer.putLong(at + SHARD_POSITION_AT, shardPosition, LITTLE_ENDIAN);
    }

    /** Of a frame that has become longer or shorter. */
    static void putLength(MutableDirectBuffer buffer, int at, int length) {
        buffer.putInt(at + LENGTH_AT, length, LITTLE_ENDIAN);
    }

    /**
     * Before the frame is put: zeroes its last 8 bytes, so that behind its end up to the next
     * boundary no old bytes reach the disk. What of them belongs to the frame is put then.
     */
    static void clearEnd(MutableDirectBuffer buffer, int at, int length) {
        buffer.putLong(at + align(length) - ALIGNMENT_BYTES, 0);
    }

    /**
     * Of a frame on its way to the writer, in place of the checksum: it is the first of a step
     * whose frames take so many bytes.
     */
    static void noteStep(MutableDirectBuffer buffer, int at, int stepBytes) {
        buffer.putInt(at + CRC_AT, stepBytes, LITTLE_ENDIAN);
    }

    static int stepBytes(DirectBuffer buffer, int at) {
        return buffer.getInt(at + CRC_AT, LITTLE_ENDIAN);
    }

    /** Puts the checksum of a frame that is otherwise complete. */
    static void seal(MutableDirectBuffer buffer, ByteBuffer bytes, int at, CRC32C crc) {
        buffer.putInt(at + CRC_AT, checksum(bytes, at, length(buffer, at), crc), LITTLE_ENDIAN);
    }

    /** True when the bytes at {@code at} are a whole frame within {@code available} bytes. */
    public static boolean isWhole(
            DirectBuffer buffer, ByteBuffer bytes, int at, int available, CRC32C crc) {
        if (available < HEADER_BYTES) {
            return false;
        }
        int length = length(buffer, at);
        return length >= HEADER_BYTES + payloadBytesMin(type(buffer, at))
                && length <= available
                && buffer.getInt(at + CRC_AT, LITTLE_ENDIAN) == checksum(bytes, at, length, crc);
    }

    private static int payloadBytesMin(int type) {
        return switch (type) {
            case TRUNCATE -> ReignFlyweight.TRUNCATE_BYTES;
            case EPOCH -> ReignFlyweight.EPOCH_BYTES;
            default -> 0;
        };
    }

    private static int checksum(ByteBuffer bytes, int at, int length, CRC32C crc) {
        crc.reset();
        bytes.limit(at + length).position(at + LENGTH_AT);
        crc.update(bytes);
        bytes.clear();
        return (int) crc.getValue();
    }

    public static int length(DirectBuffer buffer, int at) {
        return buffer.getInt(at + LENGTH_AT, LITTLE_ENDIAN);
    }

    public static int type(DirectBuffer buffer, int at) {
        return buffer.getShort(at + TYPE_AT, LITTLE_ENDIAN) & 0xffff;
    }

    public static int shard(DirectBuffer buffer, int at) {
        return buffer.getShort(at + SHARD_AT, LITTLE_ENDIAN) & 0xffff;
    }

    public static int epoch(DirectBuffer buffer, int at) {
        return buffer.getInt(at + EPOCH_AT, LITTLE_ENDIAN);
    }

    public static long shardPosition(DirectBuffer buffer, int at) {
        return buffer.getLong(at + SHARD_POSITION_AT, LITTLE_ENDIAN);
    }
}
