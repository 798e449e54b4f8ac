package io.robustmq.codec.kafka;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Goes through the headers of a record that was checked; views, no copies. One thread. */
public final class RecordHeaders {
    private final Varint varint = new Varint();
    private DirectBuffer buffer = new UnsafeBuffer(new byte[0]);
    private int left;
    private int end;
    private int keyAt;
    private int keyLength;
    private int valueAt;
    private int valueLength;

    /** Those of the record that the iterator is at. */
    public RecordHeaders wrap(DirectBuffer of, RecordIterator record) {
        buffer = of;
        varint.moveTo(record.headersOffset());
        end = record.headersOffset() + record.headersLength();
        left = record.headerCount();
        return this;
    }

    /** Moves on to the next. @return false behind the last */
    public boolean next() {
        if (left == 0 || !varint.readInt(buffer, end)) {
            return false;
        }
        left--;
        keyAt = varint.at();
        keyLength = (int) varint.value();
        varint.moveTo(keyAt + keyLength);
        if (!varint.readInt(buffer, end)) {
            return false;
        }
        valueAt = varint.at();
        valueLength = (int) varint.value();
        varint.moveTo(valueAt + Math.max(valueLength, 0));
        return true;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int keyOffset() {
        return keyAt;
    }

    public int keyLength() {
        return keyLength;
    }

    public int valueOffset() {
        return valueAt;
    }

    /** Bytes, or {@link RecordIterator#NULL}. */
    public int valueLength() {
        return valueLength;
    }

    /** Whether the key begins with these bytes. */
    public boolean keyBegins(byte[] prefix) {
        return keyLength >= prefix.length && equal(prefix, keyAt);
    }

    public boolean isKey(byte[] key) {
        return keyLength == key.length && equal(key, keyAt);
    }

    private boolean equal(byte[] bytes, int at) {
        for (int i = 0; i < bytes.length; i++) {
            if (buffer.getByte(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
