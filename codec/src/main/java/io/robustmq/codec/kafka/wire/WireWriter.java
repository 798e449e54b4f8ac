package io.robustmq.codec.kafka.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes Kafka's data types, and says beforehand how many bytes they take. What writes returns the
 * offset behind what was written. Allocates nothing; any thread.
 */
public final class WireWriter {
    /** Bytes of the field in front of every request and response: its size without itself. */
    public static final int SIZE_BYTES = Integer.BYTES;

    private WireWriter() {}

    /**
     * Size of a frame, in front of it.
     *
     * @param frameBytes all of it, this field too
     */
    public static int putFrameBytes(MutableDirectBuffer buffer, int at, int frameBytes) {
        return putInt32(buffer, at, frameBytes - SIZE_BYTES);
    }

    public static int putInt8(MutableDirectBuffer buffer, int at, int value) {
        buffer.putByte(at, (byte) value);
        return at + Byte.BYTES;
    }

    public static int putInt16(MutableDirectBuffer buffer, int at, int value) {
        buffer.putShort(at, (short) value, BIG_ENDIAN);
        return at + Short.BYTES;
    }

    public static int putInt32(MutableDirectBuffer buffer, int at, int value) {
        buffer.putInt(at, value, BIG_ENDIAN);
        return at + Integer.BYTES;
    }

    public static int putInt64(MutableDirectBuffer buffer, int at, long value) {
        buffer.putLong(at, value, BIG_ENDIAN);
        return at + Long.BYTES;
    }

    public static int putUnsignedVarint(MutableDirectBuffer buffer, int at, int value) {
        int to = at;
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            buffer.putByte(to++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.putByte(to++, (byte) rest);
        return to;
    }

    public static int unsignedVarintBytes(int value) {
        int significant = Integer.SIZE - Integer.numberOfLeadingZeros(value | 1);
        return (significant + 6) / 7;
    }

    /**
     * Count of an array, or length of bytes or records.
     *
     * @param count {@link WireReader#NULL} for none
     */
    public static int putCount(MutableDirectBuffer buffer, int at, boolean isCompact, int count) {
        return isCompact ? putUnsignedVarint(buffer, at, count + 1) : putInt32(buffer, at, count);
    }

    public static int countBytes(boolean isCompact, int count) {
        return isCompact ? unsignedVarintBytes(count + 1) : Integer.BYTES;
    }

    /**
     * @param length {@link WireReader#NULL} for null; at most 32,767
     */
    public static int putString(
            MutableDirectBuffer buffer,
            int at,
            boolean isCompact,
            DirectBuffer from,
            int offset,
            int length) {
        int to =
                isCompact
                        ? putUnsignedVarint(buffer, at, length + 1)
                        : putInt16(buffer, at, length);
        if (length <= 0) {
            return to;
        }
        buffer.putBytes(to, from, offset, length);
        return to + length;
    }

    public static int stringBytes(boolean isCompact, int length) {
        int lengthBytes = isCompact ? unsignedVarintBytes(length + 1) : Short.BYTES;
        return lengthBytes + Math.max(length, 0);
    }

    /** No tagged fields, where there may be some. */
    public static int putNoTags(MutableDirectBuffer buffer, int at, boolean isFlexible) {
        return isFlexible ? putInt8(buffer, at, 0) : at;
    }

    public static int noTagsBytes(boolean isFlexible) {
        return isFlexible ? 1 : 0;
    }
}
