package io.robustmq.codec.kafka.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads Kafka's data types one behind the other. Where bytes end too early, or a length or count
 * claims more than there is, it breaks: from then on it reads zeros, and {@link #check} says so. So
 * a reader asks once, behind the last field; its loops stop at {@link #isBroken}. Allocates
 * nothing. One thread.
 */
public final class WireReader {
    /** Length of a string, an array or records that are null. */
    public static final int NULL = -1;

    private static final int VARINT_BYTES_MAX = 5;
    private static final DirectBuffer NO_BYTES = new UnsafeBuffer(new byte[0]);

    private DirectBuffer buffer = NO_BYTES;
    private int at;
    private int end;
    private boolean isBroken;
    private int bytesAt;
    private int bytesLength = NULL;

    /** Begins there. */
    public WireReader wrap(DirectBuffer bytes, int offset, int length) {
        buffer = bytes;
        at = offset;
        end = offset + length;
        isBroken = false;
        return this;
    }

    /** Goes to where it has been before. */
    public void moveTo(int offset) {
        at = offset;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where in the buffer the next field is. */
    public int offset() {
        return at;
    }

    public int remaining() {
        return end - at;
    }

    /** Something read was not there. */
    public boolean isBroken() {
        return isBroken;
    }

    /** Fails when something read was not there. */
    public void check() throws KafkaViolation {
        if (isBroken) {
            throw new KafkaViolation("bytes end within a field, or a count exceeds them");
        }
    }

    private void breakOff() {
        isBroken = true;
        at = end;
    }

    /** Takes so many bytes; false when there are fewer. */
    private boolean take(int bytes) {
        if (bytes < 0 || bytes > end - at) {
            breakOff();
            return false;
        }
        at += bytes;
        return true;
    }

    public byte int8() {
        return take(Byte.BYTES) ? buffer.getByte(at - Byte.BYTES) : 0;
    }

    public short int16() {
        return take(Short.BYTES) ? buffer.getShort(at - Short.BYTES, BIG_ENDIAN) : 0;
    }

    public int int32() {
        return take(Integer.BYTES) ? buffer.getInt(at - Integer.BYTES, BIG_ENDIAN) : 0;
    }

    public long int64() {
        return take(Long.BYTES) ? buffer.getLong(at - Long.BYTES, BIG_ENDIAN) : 0;
    }

    /** Seven bits a byte, the lowest first, 32 bits at most. */
    public int unsignedVarint() {
        int value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            byte next = int8();
            value |= (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        breakOff();
        return 0;
    }

    /**
     * Count of an array's elements, each of which takes a number of bytes.
     *
     * @return 0 for null too
     */
    public int count(boolean isCompact, int elementBytesMin) {
        int count = isCompact ? unsignedVarint() - 1 : int32();
        if (count < NULL || count > (end - at) / elementBytesMin) {
            breakOff();
            return 0;
        }
        return Math.max(count, 0);
    }

    /** A string that may not be null: {@link #bytesOffset} and {@link #bytesLength}. */
    public void string(boolean isCompact) {
        nullableString(isCompact);
        if (bytesLength == NULL) {
            breakOff();
            bytesLength = 0;
        }
    }

    /** A string: {@link #bytesOffset} and {@link #bytesLength}. */
    public void nullableString(boolean isCompact) {
        bytes(isCompact ? unsignedVarint() - 1 : int16());
    }

    /** Bytes or records: {@link #bytesOffset} and {@link #bytesLength}. */
    public void nullableBytes(boolean isCompact) {
        bytes(isCompact ? unsignedVarint() - 1 : int32());
    }

    private void bytes(int length) {
        bytesAt = at;
        bytesLength = length;
        if (length != NULL && !take(length)) {
            bytesAt = at;
            bytesLength = 0;
        }
    }

    /** Of the string, bytes or records read last. */
    public int bytesOffset() {
        return bytesAt;
    }

    /** Of the string, bytes or records read last, or {@link #NULL}. */
    public int bytesLength() {
        return bytesLength;
    }

    /** Passes so many bytes over. */
    public void skip(int bytes) {
        take(bytes);
    }

    /** Passes all tagged fields over, where there are any. */
    public void skipTags(boolean isFlexible) {
        int count = isFlexible ? tagCount() : 0;
        for (int i = 0; i < count && !isBroken; i++) {
            unsignedVarint();
            skip(unsignedVarint());
        }
    }

    /** Number of tagged fields that follow: each a tag, a size and so many bytes. */
    public int tagCount() {
        int count = unsignedVarint();
        if (count < 0 || count > (end - at) / 2) {
            breakOff();
            return 0;
        }
        return count;
    }
}
