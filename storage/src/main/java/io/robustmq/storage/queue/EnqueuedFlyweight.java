package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.journal.Durability;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A message and all queues of the shard that get it: one frame. Its number is the frame's position
 * in the stream. Little-endian.
 *
 * <pre>
 * 0       1            2        4            8        16         24
 * | flags | durability | queues | bodyLength | sender | sequence | seenMs |
 * 32: queues × | queue: 8 | sequence: 8 | enqueuedBytes: 8 | mayShare: 8 |
 * then the body
 * </pre>
 *
 * <p>Flag 1: sender, sequence and seenMs mean something. {@code enqueuedBytes} is what the queue
 * has ever got, this message included; {@code mayShare} 1: the queue may have messages that others
 * have too.
 */
final class EnqueuedFlyweight {
    static final int HEADER_BYTES = 32;
    static final int REFERENCE_BYTES = 32;
    static final int QUEUES_MAX = 0xffff;

    private static final int DURABILITY_AT = 1;
    private static final int QUEUES_AT = 2;
    private static final int LENGTH_AT = 4;
    private static final int SENDER_AT = 8;
    private static final int SENDER_SEQUENCE_AT = 16;
    private static final int SEEN_AT = 24;

    private static final int SEQUENCE_AT = 8;
    private static final int BYTES_AT = 16;
    private static final int MAY_SHARE_AT = 24;
    private static final byte HAS_SENDER = 1;

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int at;

    EnqueuedFlyweight wrap(DirectBuffer from, int offset) {
        buffer = from;
        at = offset;
        return this;
    }

    /** How a durability is written: 0 sync, 1 interval, 2 memory. */
    static int code(Durability durability) {
        return switch (durability) {
            case SYNC -> 0;
            case INTERVAL -> 1;
            case MEMORY -> 2;
        };
    }

    static Durability durability(int code) {
        return switch (code) {
            case 0 -> Durability.SYNC;
            case 1 -> Durability.INTERVAL;
            default -> Durability.MEMORY;
        };
    }

    static int bodyAt(int queues) {
        return HEADER_BYTES + queues * REFERENCE_BYTES;
    }

    static void putHeader(
            MutableDirectBuffer to, Durability durability, int queues, int bodyLength) {
        to.setMemory(0, HEADER_BYTES, (byte) 0);
        to.putByte(DURABILITY_AT, (byte) code(durability));
        to.putShort(QUEUES_AT, (short) queues, LITTLE_ENDIAN);
        to.putInt(LENGTH_AT, bodyLength, LITTLE_ENDIAN);
    }

    static void putSender(MutableDirectBuffer to, long sender, long sequence, long seenMs) {
        to.putByte(0, HAS_SENDER);
        to.putLong(SENDER_AT, sender, LITTLE_ENDIAN);
        to.putLong(SENDER_SEQUENCE_AT, sequence, LITTLE_ENDIAN);
        to.putLong(SEEN_AT, seenMs, LITTLE_ENDIAN);
    }

    static void putReference(
            MutableDirectBuffer to,
            int index,
            long queue,
            long sequence,
            long enqueuedBytes,
            boolean mayShare) {
        int offset = HEADER_BYTES + index * REFERENCE_BYTES;
        to.putLong(offset, queue, LITTLE_ENDIAN);
        to.putLong(offset + SEQUENCE_AT, sequence, LITTLE_ENDIAN);
        to.putLong(offset + BYTES_AT, enqueuedBytes, LITTLE_ENDIAN);
        to.putLong(offset + MAY_SHARE_AT, mayShare ? 1 : 0, LITTLE_ENDIAN);
    }

    boolean hasSender() {
        return buffer.getByte(at) == HAS_SENDER;
    }

    Durability durability() {
        return durability(buffer.getByte(at + DURABILITY_AT));
    }

    int queues() {
        return buffer.getShort(at + QUEUES_AT, LITTLE_ENDIAN) & 0xffff;
    }

    long sender() {
        return buffer.getLong(at + SENDER_AT, LITTLE_ENDIAN);
    }

    long senderSequence() {
        return buffer.getLong(at + SENDER_SEQUENCE_AT, LITTLE_ENDIAN);
    }

    long seenMs() {
        return buffer.getLong(at + SEEN_AT, LITTLE_ENDIAN);
    }

    long queue(int index) {
        return buffer.getLong(reference(index), LITTLE_ENDIAN);
    }

    long sequence(int index) {
        return buffer.getLong(reference(index) + SEQUENCE_AT, LITTLE_ENDIAN);
    }

    long enqueuedBytes(int index) {
        return buffer.getLong(reference(index) + BYTES_AT, LITTLE_ENDIAN);
    }

    boolean mayShare(int index) {
        return buffer.getLong(reference(index) + MAY_SHARE_AT, LITTLE_ENDIAN) != 0;
    }

    private int reference(int index) {
        return at + HEADER_BYTES + index * REFERENCE_BYTES;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int bodyOffset() {
        return at + bodyAt(queues());
    }

    int bodyLength() {
        return buffer.getInt(at + LENGTH_AT, LITTLE_ENDIAN);
    }
}
