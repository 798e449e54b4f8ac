package io.robustmq.codec.kafka;

import org.agrona.DirectBuffer;

/**
 * Goes through the records of a batch that is not compressed, checking each; views into the batch,
 * no copies. One thread.
 *
 * <pre>
 *   | length, varint | attributes, 1 | timestampDelta, varlong | offsetDelta, varint
 *   | keyLength, varint, −1: null | key | valueLength, varint, −1: null | value
 *   | headerCount, varint | headers × { keyLength | key | valueLength, −1: null | value }
 * </pre>
 */
public final class RecordIterator {
    /** Length of a key or value that is null. */
    public static final int NULL = -1;

    private final RecordBatchFlyweight batch;
    private final Varint varint = new Varint();
    private DirectBuffer buffer;
    private int next;
    private int end;
    private int left;
    private boolean isBroken;
    private int index;
    private long timestampDelta;
    private int offsetDelta;
    private int keyAt;
    private int keyLength;
    private int valueAt;
    private int valueLength;
    private int headersAt;
    private int headerCount;
    private int recordAt;
    private int attributesAt;
    private int offsetDeltaAt;
    private int recordEnd;

    public RecordIterator(DirectBuffer buffer, int at) {
        this.batch = new RecordBatchFlyweight(buffer, at);
        this.buffer = buffer;
    }

    /** Begins another batch, all of which lies in the buffer. */
    public RecordIterator wrap(DirectBuffer other, int at) {
        batch.wrap(other, at);
        buffer = other;
        next = at + RecordBatchFlyweight.RECORDS_AT;
        end = at + batch.sizeBytes();
        left = batch.recordCount();
        index = -1;
        isBroken = false;
        return this;
    }

    /**
     * Moves on to the next record.
     *
     * @return false behind the last, or when what comes is no record: {@link #isWhole} says which
     */
    public boolean next() {
        if (left == 0 || isBroken) {
            return false;
        }
        left--;
        index++;
        isBroken = !readRecord();
        return !isBroken;
    }

    /** After the last {@link #next}: the batch held exactly the records it said. */
    public boolean isWhole() {
        return !isBroken && left == 0 && next == end;
    }

    private boolean readRecord() {
        recordAt = next;
        varint.moveTo(next);
        if (!varint.readInt(buffer, end) || !fits(varint.value(), end)) {
            return false;
        }
        recordEnd = varint.at() + (int) varint.value();
        next = recordEnd;
        if (varint.at() >= recordEnd) {
            return false;
        }
        attributesAt = varint.at();
        varint.moveTo(attributesAt + 1); // attributes: unused
        return readDeltas() && readKeyAndValue() && readHeaders();
    }

    private boolean readDeltas() {
        if (!varint.readLong(buffer, recordEnd)) {
            return false;
        }
        timestampDelta = varint.value();
        offsetDeltaAt = varint.at();
        if (!varint.readInt(buffer, recordEnd)) {
            return false;
        }
        offsetDelta = (int) varint.value();
        return true;
    }

    private boolean readKeyAndValue() {
        if (!readBytes(true)) {
            return false;
        }
        keyAt = varint.at();
        keyLength = (int) varint.value();
        varint.moveTo(keyAt + Math.max(keyLength, 0));
        if (!readBytes(true)) {
            return false;
        }
        valueAt = varint.at();
        valueLength = (int) varint.value();
        varint.moveTo(valueAt + Math.max(valueLength, 0));
        return true;
    }

    private boolean readHeaders() {
        if (!varint.readInt(buffer, recordEnd) || varint.value() < 0) {
            return false;
        }
        headerCount = (int) varint.value();
        headersAt = varint.at();
        for (int i = 0; i < headerCount; i++) {
            if (!skipBytes(false) || !skipBytes(true)) {
                return false;
            }
        }
        return varint.at() == recordEnd;
    }

    private boolean skipBytes(boolean mayBeNull) {
        if (!readBytes(mayBeNull)) {
            return false;
        }
        varint.moveTo(varint.at() + (int) Math.max(varint.value(), 0));
        return true;
    }

    /** Reads a length and sees that so many bytes are there. */
    private boolean readBytes(boolean mayBeNull) {
        return varint.readInt(buffer, recordEnd)
                && (varint.value() == NULL ? mayBeNull : fits(varint.value(), recordEnd));
    }

    private boolean fits(long length, int limit) {
        return length >= 0 && length <= limit - varint.at();
    }

    /** The one that was wrapped. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** From 0. */
    public int index() {
        return index;
    }

    public int offsetDelta() {
        return offsetDelta;
    }

    public long recordOffset() {
        return batch.baseOffset() + offsetDelta;
    }

    /** Milliseconds since 1970. */
    public long timestamp() {
        return batch.isLogAppendTime()
                ? batch.maxTimestamp()
                : batch.baseTimestamp() + timestampDelta;
    }

    /** Where the record begins, its length included. */
    public int recordAt() {
        return recordAt;
    }

    /** Where it ends. */
    public int recordEnd() {
        return recordEnd;
    }

    /** Where its attributes are; behind them comes the timestamp. */
    public int attributesAt() {
        return attributesAt;
    }

    /** Where its offset delta is; from there on nothing depends on the batch's header. */
    public int offsetDeltaAt() {
        return offsetDeltaAt;
    }

    /** A key without a value: older values of the key are deleted. */
    public boolean isTombstone() {
        return keyLength >= 0 && valueLength == NULL;
    }

    /** Of the buffer that was wrapped. */
    public int keyOffset() {
        return keyAt;
    }

    /** Bytes, or {@link #NULL}. */
    public int keyLength() {
        return keyLength;
    }

    public int valueOffset() {
        return valueAt;
    }

    /** Bytes, or {@link #NULL}. */
    public int valueLength() {
        return valueLength;
    }

    public int headerCount() {
        return headerCount;
    }

    /** Where the headers begin, as they stand on the wire. */
    public int headersOffset() {
        return headersAt;
    }

    public int headersLength() {
        return recordEnd - headersAt;
    }
}
