package io.robustmq.storage.queue;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.queue.concurrent.NoPages;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * A message of 100 bytes is published, delivered and acknowledged by one queue or by each of three;
 * on a journal that keeps nothing, or on the real one, whose writer and applier work beside it. One
 * operation is one message published.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class QueueBenchmark {
    private static final int BODY_BYTES = 100;

    /** Messages of one cycle. */
    private static final int BATCH = 64;

    /** A core, its shard, and what is below. */
    @State(Scope.Thread)
    public static class Node {
        @Param({"memory", "files"})
        public String journal = "memory";

        @Param({"1", "3"})
        public int queues;

        private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY_BYTES]);
        private final long[] sequences = new long[BATCH];
        private final MessageVisitor takes =
                (sequence, isRedelivered, returns, bytes, offset, length) -> true;
        private @Nullable QueueNode files;
        private Journal core = new MemoryJournal(1);
        private QueueShard shard =
                new QueueShard(0, core, new NoPages(), QueueConfig.standard(), queue -> {});
        private long[] targets = {};

        @Setup(Level.Trial)
        public void start() throws IOException {
            if (journal.equals("files")) {
                QueueNode node = new QueueNode();
                files = node;
                core = node.core();
                shard = new QueueShard(0, core, node.reads, QueueConfig.standard(), queue -> {});
            }
            shard.started();
            targets = new long[queues];
            for (int i = 0; i < queues; i++) {
                targets[i] = shard.declare("queue " + i);
            }
        }

        @TearDown(Level.Trial)
        public void stop() throws IOException, InterruptedException {
            if (files != null) {
                files.close();
            }
        }

        void publish() {
            shard.publish(
                    targets,
                    targets.length,
                    Durability.MEMORY,
                    body,
                    0,
                    BODY_BYTES,
                    QueueShard.NO_SENDER,
                    0,
                    0);
        }

        int consume(long queue) {
            int taken = 0;
            while (taken < BATCH) {
                long sequence = shard.deliver(queue, takes);
                if (sequence < 0) {
                    break;
                }
                sequences[taken++] = sequence;
            }
            shard.acknowledge(queue, sequences, taken, Durability.MEMORY);
            return taken;
        }

        void cycle() {
            shard.doWork();
            core.doWork();
            while (core.isBehind()) {
                Thread.onSpinWait();
                core.doWork();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int publishDeliverAcknowledge(Node node) {
        for (int i = 0; i < BATCH; i++) {
            node.publish();
        }
        int taken = 0;
        for (long queue : node.targets) {
            taken += node.consume(queue);
        }
        node.cycle();
        return taken;
    }
}
