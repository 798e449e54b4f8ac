package io.robustmq.codec.kafka;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Numbers of variable length inside records: zig-zag, seven bits a byte, the lowest first. Reads
 * keep their place. One thread.
 */
public final class Varint {
    /** Bytes that a long takes at most. */
    static final int BYTES_MAX = 10;

    private static final int INT_BYTES_MAX = 5;

    private int at;
    private long value;

    /** Where the next read begins. */
    void moveTo(int offset) {
        at = offset;
    }

    int at() {
        return at;
    }

    /** What was read last. */
    long value() {
        return value;
    }

    /**
     * @return false when the bytes before {@code end} are no number of 32 bits
     */
    boolean readInt(DirectBuffer buffer, int end) {
        return read(buffer, end, INT_BYTES_MAX) && value == (int) value;
    }

    /**
     * @return false when the bytes before {@code end} are no number of 64 bits
     */
    boolean readLong(DirectBuffer buffer, int end) {
        return read(buffer, end, BYTES_MAX);
    }

    private boolean read(DirectBuffer buffer, int end, int bytesMax) {
        long raw = 0;
        for (int i = 0; i < bytesMax && at < end; i++) {
            byte next = buffer.getByte(at++);
            raw |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                value = (raw >>> 1) ^ -(raw & 1);
                return true;
            }
        }
        return false;
    }

    /**
     * Writes one number.
     *
     * @return offset behind it
     */
    public static int put(MutableDirectBuffer buffer, int offset, long number) {
        long raw = (number << 1) ^ (number >> 63);
        int to = offset;
        while ((raw & ~0x7fL) != 0) {
            buffer.putByte(to++, (byte) (raw | 0x80));
            raw >>>= 7;
        }
        buffer.putByte(to++, (byte) raw);
        return to;
    }

    /** Bytes that a number takes. */
    public static int bytes(long number) {
        long raw = (number << 1) ^ (number >> 63);
        int significant = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(raw));
        return (significant + 6) / 7;
    }
}
