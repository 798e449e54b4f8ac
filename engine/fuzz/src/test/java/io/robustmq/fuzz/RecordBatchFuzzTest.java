package io.robustmq.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchCrc;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.kafka.rewrite.BatchOpener;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A record batch of a producer that sends what it likes, with a checksum that is right. It is
 * judged without an exception, and what is found good lies within the batch.
 */
class RecordBatchFuzzTest {
    private final UnsafeBuffer batch = new UnsafeBuffer(new byte[0]);
    private final BatchCheck check = new BatchCheck(batch);
    private final BatchCrc crc = new BatchCrc();
    private final BatchOpener opener = new BatchOpener(1 << 20);

    @FuzzTest(maxDuration = "20s")
    void shouldJudgeWhateverComes(byte[] bytes) {
        batch.wrap(bytes);
        judge(bytes.length);
        if (bytes.length >= RecordBatchFlyweight.RECORDS_AT) {
            int length = bytes.length - RecordBatchFlyweight.PREFIX_BYTES;
            batch.putInt(RecordBatchFlyweight.BATCH_LENGTH_AT, length, ByteOrder.BIG_ENDIAN);
            batch.putByte(RecordBatchFlyweight.MAGIC_AT, RecordBatchFlyweight.MAGIC);
            int sum = crc.ofBatch(batch, 0, bytes.length);
            batch.putInt(RecordBatchFlyweight.CRC_AT, sum, ByteOrder.BIG_ENDIAN);
            judge(bytes.length);
        }
    }

    private void judge(int length) {
        if (check.check(batch, 0, length) != BatchProblem.NONE) {
            return;
        }
        RecordBatchFlyweight good = new RecordBatchFlyweight(batch, 0);
        if (good.isControl()) {
            return;
        } else if (good.compression() != 0) {
            open();
            return;
        }
        RecordIterator records = new RecordIterator(batch, 0).wrap(batch, 0);
        int count = 0;
        while (records.next()) {
            count++;
            batch.boundsCheck(records.keyOffset(), Math.max(0, records.keyLength()));
            batch.boundsCheck(records.valueOffset(), Math.max(0, records.valueLength()));
        }
        if (count != good.recordCount()) {
            throw new IllegalStateException(count + " records of " + good.recordCount());
        }
    }

    /** What is compressed is opened for topics that are compacted. */
    private void open() {
        if (opener.open(batch, 0) == BatchProblem.NONE) {
            check.checkRecords(opener.buffer(), opener.offset());
        }
    }
}
