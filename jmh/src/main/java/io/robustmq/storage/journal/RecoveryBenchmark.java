package io.robustmq.storage.journal;

import io.robustmq.storage.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast a start goes through a journal that the page cache holds: all frames checked, once. The
 * counter says bytes per second.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@State(Scope.Benchmark)
public class RecoveryBenchmark {
    private static final int SHARDS = 16;
    private static final int JOURNAL_BYTES = 128 << 20;
    private static final JournalConfig CONFIG =
            new JournalConfig(SHARDS, 32 << 20, 8 << 20, 100_000_000);

    @Param({"64", "1024", "65536"})
    public int bytes;

    private Path directory = Path.of("");

    /** Bytes gone over. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Scanned {
        public long bytesScanned;
    }

    @Setup
    public void write() throws IOException {
        directory = Files.createTempDirectory("journal-benchmark");
        NodeJournal journal = open(new long[1]);
        UnsafeBuffer payload = new UnsafeBuffer(new byte[bytes]);
        Journal core = journal.core(0);
        for (int i = 0; core.handOver() < JOURNAL_BYTES; i++) {
            core.append(i & (SHARDS - 1), 7, Durability.MEMORY, payload, 0, bytes);
            if (i % 64 == 0) {
                core.doWork();
                journal.supplyTurn();
                journal.writerTurn(0);
            }
        }
        core.doWork();
        journal.close(0);
    }

    private NodeJournal open(long[] found) throws IOException {
        return new NodeJournal(
                new FileDisk(directory.resolve("journal")),
                new FileDisk(directory.resolve("quarantine")),
                CONFIG,
                new Runnable[] {() -> {}},
                JournalPoint.start(SHARDS),
                (shard, type, at, position, buffer, offset, length) ->
                        found[0] += FrameFlyweight.framedBytes(length));
    }

    @Benchmark
    public long recover(Scanned scanned) throws IOException {
        long[] found = new long[1];
        NodeJournal journal = open(found);
        scanned.bytesScanned += found[0];
        journal.close(0);
        return found[0];
    }

    @TearDown
    public void delete() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        }
    }
}
