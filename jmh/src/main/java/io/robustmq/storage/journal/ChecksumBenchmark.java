package io.robustmq.storage.journal;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
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

/** What sealing a frame costs the writer's thread. One operation is one frame. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class ChecksumBenchmark {
    @Param({"64", "1024", "65536"})
    public int bytes;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(1 << 17);
    private final UnsafeBuffer buffer = new UnsafeBuffer(memory);
    private final CRC32C crc = new CRC32C();

    @Setup
    public void frame() {
        FrameFlyweight.putHeader(buffer, 0, FrameFlyweight.HEADER_BYTES + bytes, 7, 3, 0, 1L << 40);
    }

    @Benchmark
    public int seal() {
        FrameFlyweight.seal(buffer, memory, 0, crc);
        return buffer.getInt(0);
    }
}
