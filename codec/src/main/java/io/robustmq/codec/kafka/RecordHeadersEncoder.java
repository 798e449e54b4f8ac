package io.robustmq.codec.kafka;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the headers of one record as they stand behind their count. The buffer grows or is large
 * enough. Allocates nothing itself. One thread.
 */
public final class RecordHeadersEncoder {
    private final MutableDirectBuffer buffer;
    private int length;
    private int count;

    public RecordHeadersEncoder(MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    public RecordHeadersEncoder begin() {
        length = 0;
        count = 0;
        return this;
    }

    public RecordHeadersEncoder add(
            byte[] key, DirectBuffer value, int valueOffset, int valueLength) {
        key(key.length);
        buffer.putBytes(length, key);
        length += key.length;
        return value(value, valueOffset, valueLength);
    }

    /**
     * @param prefix what the key begins with
     */
    public RecordHeadersEncoder add(
            byte[] prefix,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer value,
            int valueOffset,
            int valueLength) {
        key(prefix.length + keyLength);
        buffer.putBytes(length, prefix);
        buffer.putBytes(length + prefix.length, key, keyOffset, keyLength);
        length += prefix.length + keyLength;
        return value(value, valueOffset, valueLength);
    }

    /** A number in decimal digits. */
    public RecordHeadersEncoder add(byte[] key, long number) {
        key(key.length);
        buffer.putBytes(length, key);
        length += key.length;
        int digits = digits(number);
        length = Varint.put(buffer, length, digits);
        buffer.putNaturalLongAscii(length, number);
        length += digits;
        return this;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long left = number / 10; left > 0; left /= 10) {
            digits++;
        }
        return digits;
    }

    private void key(int keyLength) {
        length = Varint.put(buffer, length, keyLength);
        count++;
    }

    private RecordHeadersEncoder value(DirectBuffer value, int offset, int valueLength) {
        length = Varint.put(buffer, length, valueLength);
        buffer.putBytes(length, value, offset, valueLength);
        length += valueLength;
        return this;
    }

    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** Bytes written since {@link #begin}. */
    public int length() {
        return length;
    }

    public int count() {
        return count;
    }
}
