package io.robustmq.storage.log;

import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.log.concurrent.LogIndexes;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a log itself costs a core, over a journal that keeps no bytes: a batch taken, and recent
 * batches given out. One operation is one batch.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class LogBenchmark implements BatchVisitor {
    @Param({"100", "1024"})
    public int valueBytes;

    @Param({"1", "100"})
    public int records;

    private final MemoryJournal journal = new MemoryJournal(1);
    private final LogShard shard =
            new LogShard(
                    0,
                    journal,
                    new LogConfig(256 << 10, 8 << 20, 64 << 10, 4 << 20, 10),
                    new LogIndexes(1));
    private final Log log = shard.open(1, LogPolicy.keepingAll(Durability.SYNC));
    private final LogCursor cursor = new LogCursor(0);
    private final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(256 << 10));
    private int length;
    private long seen;

    @Setup
    public void make() {
        UnsafeBuffer value = new UnsafeBuffer(new byte[valueBytes]);
        RecordBatchEncoder encoder = new RecordBatchEncoder(bytes).begin(bytes, 0, 1);
        for (int i = 0; i < records; i++) {
            encoder.add(1, value, 0, RecordIterator.NULL, value, 0, valueBytes);
        }
        length = encoder.finish();
    }

    @Override
    public void onBatches(DirectBuffer buffer, int offset, int count) {
        seen += buffer.getByte(offset) + count;
    }

    /** Taken, and known to be committed a cycle later. */
    @Benchmark
    public long append() {
        long offset = log.append(bytes, 0, length, Durability.SYNC);
        journal.doWork();
        shard.doWork();
        return offset;
    }

    /** As above, and given to one reader that keeps up. */
    @Benchmark
    public long appendAndRead() {
        append();
        log.read(cursor, 1 << 20, this);
        return seen;
    }
}
