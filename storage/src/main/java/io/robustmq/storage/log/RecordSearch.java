package io.robustmq.storage.log;

import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.Compression;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.kafka.rewrite.BatchOpener;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds a record of a batch by its timestamp, also inside of compressed ones. One that cannot be
 * opened, or not within {@link #OPENED_BYTES_MAX}, is found as a whole, by its first record. A read
 * thread's.
 */
final class RecordSearch {
    /** Of one batch's records; memory for it is taken while it is looked at. */
    static final int OPENED_BYTES_MAX = 16 << 20;

    private final RecordBatchFlyweight batch =
            new RecordBatchFlyweight(new UnsafeBuffer(new byte[0]), 0);
    private long recordOffset;
    private long timestamp;

    /**
     * @param lowest records before it do not count
     * @param from milliseconds since 1970
     * @return false when no record has such a timestamp, whatever the batch's head says
     */
    boolean find(DirectBuffer buffer, int at, long lowest, long from) {
        batch.wrap(buffer, at);
        recordOffset = Math.max(lowest, batch.baseOffset());
        timestamp = batch.maxTimestamp();
        if (batch.isLogAppendTime()) {
            return timestamp >= from;
        }
        if (batch.compression() == Compression.NONE.ordinal()) {
            return findAmong(buffer, at, lowest, from);
        }
        BatchOpener opener = new BatchOpener(OPENED_BYTES_MAX);
        return opener.open(buffer, at) != BatchProblem.NONE
                || findAmong(opener.buffer(), opener.offset(), lowest, from);
    }

    private boolean findAmong(DirectBuffer opened, int at, long lowest, long from) {
        RecordIterator records = new RecordIterator(opened, at).wrap(opened, at);
        while (records.next()) {
            if (records.recordOffset() >= lowest && records.timestamp() >= from) {
                recordOffset = records.recordOffset();
                timestamp = records.timestamp();
                return true;
            }
        }
        return !records.isWhole();
    }

    long recordOffset() {
        return recordOffset;
    }

    long timestamp() {
        return timestamp;
    }
}
