package io.robustmq.codec.kafka;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
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

/** What a broker does with a produced batch before a log takes it. One operation is one batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BatchCheckBenchmark {
    /** Records of 100 bytes, or of 1 KiB. */
    @Param({"100", "1024"})
    public int valueBytes;

    @Param({"1", "100"})
    public int records;

    private final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(256 << 10));
    private final BatchCheck check = new BatchCheck(bytes);
    private int length;

    @Setup
    public void make() {
        UnsafeBuffer value = new UnsafeBuffer(new byte[valueBytes]);
        RecordBatchEncoder encoder = new RecordBatchEncoder(bytes).begin(bytes, 0, 1);
        for (int i = 0; i < records; i++) {
            encoder.add(1, value, 0, RecordIterator.NULL, value, 0, valueBytes);
        }
        length = encoder.finish();
    }

    /** Header, checksum and every record. */
    @Benchmark
    public BatchProblem check() {
        return check.check(bytes, 0, length);
    }

    /** Header and checksum alone, as for a batch that is compressed. */
    @Benchmark
    public BatchProblem checkBytes() {
        return check.checkBytes(bytes, 0, length);
    }
}
