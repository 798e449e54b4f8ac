package io.robustmq.storage.journal;

import io.robustmq.storage.journal.concurrent.AppendRing;
import io.robustmq.storage.journal.concurrent.StreamPositions;
import io.robustmq.storage.journal.concurrent.WriterState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Frames that a core appends, small ones and large ones, with the writer's thread behind it on a
 * disk that takes everything; beside it what one copy of the same bytes into the same memory costs,
 * and the core's part alone, without a writer to wait for. One operation is one frame.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 15, time = 1)
public class AppendBenchmark {
    /** Frames of one step; of large ones they are more than a ring holds. */
    private static final int STEP = 32;

    private static final int SHARDS = 16;
    private static final int RING_BYTES = 8 << 20;

    /** A payload. */
    @State(Scope.Thread)
    public static class Message {
        @Param({"64", "65536", "1048000"})
        public int bytes;

        final UnsafeBuffer payload = new UnsafeBuffer(new byte[1 << 20]);
    }

    /** A journal of one core with its threads. */
    @State(Scope.Benchmark)
    public static class Running {
        private final JournalThreads threads;
        final Journal core;

        public Running() {
            NodeJournal journal = open();
            core = journal.core(0);
            threads = JournalThreads.start(journal, reason -> {});
        }

        private static NodeJournal open() {
            try {
                return new NodeJournal(
                        new NullDisk(),
                        new NullDisk(),
                        new JournalConfig(SHARDS, 32 << 20, RING_BYTES, 100_000_000),
                        new Runnable[] {() -> {}},
                        JournalPoint.start(SHARDS),
                        (shard, type, at, position, buffer, offset, length) -> {});
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @TearDown
        public void stop() throws IOException, InterruptedException {
            threads.stop();
        }
    }

    /** A core whose ring is empty again after each step. */
    @State(Scope.Thread)
    public static class Alone {
        private final AppendRing ring = new AppendRing(RING_BYTES);
        final CoreJournal core =
                new CoreJournal(
                        ring,
                        new StreamPositions(0, new long[SHARDS]),
                        new WriterState(),
                        new long[SHARDS]);

        void handOver() {
            core.doWork();
            ring.written(ring.published(), core.handOver());
        }
    }

    /** Memory as large as a ring. */
    @State(Scope.Thread)
    public static class Target {
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(RING_BYTES));
        int at;

        @Setup
        public void touch() {
            buffer.setMemory(0, RING_BYTES, (byte) 1);
        }
    }

    @Benchmark
    @OperationsPerInvocation(STEP)
    public long append(Message message, Running journal) {
        for (int i = 0; i < STEP; i++) {
            journal.core.append(
                    i & (SHARDS - 1), 7, Durability.SYNC, message.payload, 0, message.bytes);
            if (message.bytes > 1 << 10) {
                handOver(journal.core);
            }
        }
        handOver(journal.core);
        return journal.core.handOver();
    }

    @Benchmark
    @OperationsPerInvocation(STEP)
    public long appendAlone(Message message, Alone alone) {
        for (int i = 0; i < STEP; i++) {
            alone.core.append(
                    i & (SHARDS - 1), 7, Durability.SYNC, message.payload, 0, message.bytes);
            if (message.bytes > 1 << 10) {
                alone.handOver();
            }
        }
        alone.handOver();
        return alone.core.handOver();
    }

    /** The same bytes, but all of a step in one frame that grows. */
    @Benchmark
    @OperationsPerInvocation(STEP)
    public long extendAlone(Message message, Alone alone) {
        alone.core.append(0, 7, Durability.SYNC, message.payload, 0, message.bytes);
        for (int i = 1; i < STEP; i++) {
            if (!alone.core.extend(0, 7, Durability.SYNC, message.payload, 0, message.bytes)) {
                alone.handOver();
                alone.core.append(0, 7, Durability.SYNC, message.payload, 0, message.bytes);
            }
        }
        alone.handOver();
        return alone.core.handOver();
    }

    /** The end of a cycle; a core that is behind takes no more. */
    private static void handOver(Journal core) {
        core.doWork();
        while (core.isBehind()) {
            Thread.onSpinWait();
            core.doWork();
        }
    }

    @Benchmark
    @OperationsPerInvocation(STEP)
    public int copy(Message message, Target target) {
        for (int i = 0; i < STEP; i++) {
            if (target.at + message.bytes > RING_BYTES) {
                target.at = 0;
            }
            target.buffer.putBytes(target.at, message.payload, 0, message.bytes);
            target.at += message.bytes;
        }
        return target.at;
    }
}
