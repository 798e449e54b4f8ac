package io.robustmq.codec.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Judges what a producer sent before a log takes it: header, checksum and, when they are not
 * compressed, the structure of all records. Allocates nothing. One thread.
 */
public final class BatchCheck {
    private final BatchCrc crc = new BatchCrc();
    private final RecordBatchFlyweight batch;
    private final RecordIterator records;
    private boolean hasKeyless;

    /**
     * @param any a buffer to begin with
     */
    public BatchCheck(DirectBuffer any) {
        batch = new RecordBatchFlyweight(any, 0);
        records = new RecordIterator(any, 0);
    }

    /**
     * Checks the first batch of these bytes; more may follow it.
     *
     * @param available bytes from {@code at} on
     */
    public BatchProblem check(DirectBuffer buffer, int at, int available) {
        BatchProblem problem = checkBytes(buffer, at, available);
        if (problem != BatchProblem.NONE) {
            return problem;
        }
        problem = checkHeader();
        if (problem != BatchProblem.NONE
                || batch.compression() != Compression.NONE.ordinal()
                || batch.isControl()) {
            return problem;
        }
        return checkRecords(buffer, at);
    }

    /** Only length, version and checksum: what was judged before is read again. */
    public BatchProblem checkBytes(DirectBuffer buffer, int at, int available) {
        if (available < RecordBatchFlyweight.RECORDS_AT) {
            return BatchProblem.TRUNCATED;
        }
        batch.wrap(buffer, at);
        int length = buffer.getInt(at + RecordBatchFlyweight.BATCH_LENGTH_AT, BIG_ENDIAN);
        if (length < RecordBatchFlyweight.RECORDS_AT - RecordBatchFlyweight.PREFIX_BYTES
                || length > Integer.MAX_VALUE - RecordBatchFlyweight.PREFIX_BYTES) {
            return BatchProblem.LENGTH;
        }
        if (batch.sizeBytes() > available) {
            return BatchProblem.TRUNCATED;
        }
        if (batch.magic() != RecordBatchFlyweight.MAGIC) {
            return BatchProblem.MAGIC;
        }
        return batch.crc() == crc.ofBatch(buffer, at, batch.sizeBytes())
                ? BatchProblem.NONE
                : BatchProblem.CRC;
    }

    private BatchProblem checkHeader() {
        if (batch.compression() >= Compression.COUNT) {
            return BatchProblem.COMPRESSION;
        }
        if (batch.recordCount() <= 0 || batch.lastOffsetDelta() != batch.recordCount() - 1) {
            return BatchProblem.COUNT;
        }
        boolean isIdempotent = batch.producerId() != RecordBatchFlyweight.NO_PRODUCER;
        boolean isNumbered = batch.producerEpoch() >= 0 && batch.baseSequence() >= 0;
        return batch.isOfBroker() || isIdempotent && !isNumbered && !batch.isControl()
                ? BatchProblem.PRODUCER
                : BatchProblem.NONE;
    }

    /**
     * Only the structure of all records, of a batch that is not compressed or was opened, and whose
     * header was judged.
     */
    public BatchProblem checkRecords(DirectBuffer buffer, int at) {
        records.wrap(buffer, at);
        hasKeyless = false;
        while (records.next()) {
            hasKeyless |= records.keyLength() < 0;
            if (records.offsetDelta() != records.index()) {
                return BatchProblem.OFFSETS;
            }
        }
        return records.isWhole() ? BatchProblem.NONE : BatchProblem.RECORDS;
    }

    /** Whether a record of the batch whose records were checked last has no key. */
    public boolean hasKeylessRecord() {
        return hasKeyless;
    }
}
