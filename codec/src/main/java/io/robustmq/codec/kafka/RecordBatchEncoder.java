package io.robustmq.codec.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes a record batch that is not compressed, a record at a time; what is left unset is as of a
 * producer without idempotence. Allocates nothing. One thread.
 */
public final class RecordBatchEncoder {
    private final BatchCrc crc = new BatchCrc();
    private MutableDirectBuffer buffer;
    private int at;
    private int end;
    private int count;
    private long baseTimestamp;
    private long maxTimestamp;

    public RecordBatchEncoder(MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    /** Begins a batch with base offset 0, of no producer. */
    public RecordBatchEncoder begin(MutableDirectBuffer into, int offset, long timestampMs) {
        buffer = into;
        at = offset;
        end = offset + RecordBatchFlyweight.RECORDS_AT;
        count = 0;
        baseTimestamp = timestampMs;
        maxTimestamp = timestampMs;
        buffer.setMemory(at, RecordBatchFlyweight.RECORDS_AT, (byte) 0);
        buffer.putInt(at + RecordBatchFlyweight.LEADER_EPOCH_AT, -1, BIG_ENDIAN);
        buffer.putByte(at + RecordBatchFlyweight.MAGIC_AT, RecordBatchFlyweight.MAGIC);
        producer(RecordBatchFlyweight.NO_PRODUCER, (short) -1, -1);
        return this;
    }

    /** Names the idempotent producer and its first sequence number. */
    public RecordBatchEncoder producer(long producerId, short epoch, int baseSequence) {
        buffer.putLong(at + RecordBatchFlyweight.PRODUCER_ID_AT, producerId, BIG_ENDIAN);
        buffer.putShort(at + RecordBatchFlyweight.PRODUCER_EPOCH_AT, epoch, BIG_ENDIAN);
        buffer.putInt(at + RecordBatchFlyweight.BASE_SEQUENCE_AT, baseSequence, BIG_ENDIAN);
        return this;
    }

    /**
     * Adds a record without headers.
     *
     * @param keyLength {@link RecordIterator#NULL} for none
     * @param valueLength {@link RecordIterator#NULL} for none
     */
    public RecordBatchEncoder add(
            long timestampMs,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer value,
            int valueOffset,
            int valueLength) {
        int valueAt = begin(timestampMs, key, keyOffset, keyLength, valueLength, 1);
        if (valueLength > 0) {
            buffer.putBytes(valueAt, value, valueOffset, valueLength);
        }
        buffer.putByte(valueAt + Math.max(valueLength, 0), (byte) 0);
        return this;
    }

    /**
     * Adds a record with headers, whose value the caller puts where it belongs before {@link
     * #finish}.
     *
     * @param keyLength {@link RecordIterator#NULL} for none
     * @param valueLength not null
     * @param headers from {@link RecordHeadersEncoder}, or as a record has them
     * @return where the value belongs
     */
    public int add(
            long timestampMs,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            int valueLength,
            DirectBuffer headers,
            int headersLength,
            int headerCount) {
        int countBytes = Varint.bytes(headerCount);
        int valueAt =
                begin(
                        timestampMs,
                        key,
                        keyOffset,
                        keyLength,
                        valueLength,
                        countBytes + headersLength);
        int headersAt = Varint.put(buffer, valueAt + valueLength, headerCount);
        buffer.putBytes(headersAt, headers, 0, headersLength);
        return valueAt;
    }

    /** All of a record up to its value, with room for the rest. @return where the value belongs */
    private int begin(
            long timestampMs,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            int valueLength,
            int behindValue) {
        long timestampDelta = timestampMs - baseTimestamp;
        int length =
                1
                        + Varint.bytes(timestampDelta)
                        + Varint.bytes(count)
                        + bytes(keyLength)
                        + bytes(valueLength)
                        + behindValue;
        int to = Varint.put(buffer, end, length);
        end = to + length;
        buffer.putByte(to++, (byte) 0);
        to = Varint.put(buffer, to, timestampDelta);
        to = Varint.put(buffer, to, count);
        to = put(to, key, keyOffset, keyLength);
        count++;
        maxTimestamp = Math.max(maxTimestamp, timestampMs);
        return Varint.put(buffer, to, valueLength);
    }

    private static int bytes(int length) {
        return Varint.bytes(length) + Math.max(length, 0);
    }

    private int put(int offset, DirectBuffer from, int fromOffset, int length) {
        int to = Varint.put(buffer, offset, length);
        if (length > 0) {
            buffer.putBytes(to, from, fromOffset, length);
        }
        return to + Math.max(length, 0);
    }

    /**
     * Completes the batch.
     *
     * @return its size
     */
    public int finish() {
        int size = end - at;
        buffer.putInt(
                at + RecordBatchFlyweight.BATCH_LENGTH_AT,
                size - RecordBatchFlyweight.PREFIX_BYTES,
                BIG_ENDIAN);
        buffer.putInt(at + RecordBatchFlyweight.LAST_OFFSET_DELTA_AT, count - 1, BIG_ENDIAN);
        buffer.putLong(at + RecordBatchFlyweight.BASE_TIMESTAMP_AT, baseTimestamp, BIG_ENDIAN);
        buffer.putLong(at + RecordBatchFlyweight.MAX_TIMESTAMP_AT, maxTimestamp, BIG_ENDIAN);
        buffer.putInt(at + RecordBatchFlyweight.RECORD_COUNT_AT, count, BIG_ENDIAN);
        buffer.putInt(at + RecordBatchFlyweight.CRC_AT, crc.ofBatch(buffer, at, size), BIG_ENDIAN);
        return size;
    }
}
