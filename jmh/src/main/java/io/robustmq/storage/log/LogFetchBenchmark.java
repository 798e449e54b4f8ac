package io.robustmq.storage.log;

import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalBytes;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.JournalReader;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.storage.read.concurrent.BlockCache;
import io.robustmq.storage.read.concurrent.ReadQueue;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.tier.MemoryTier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * A fetch of what is not in memory from a journal of real files, answered by this thread in place
 * of a read thread. One operation is one fetch of up to 256 KiB, in batches of 16 KiB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class LogFetchBenchmark implements JoinedListener {
    private static final int LOGS_BYTES = 64 << 20;
    private static final int FETCH_BYTES = 256 << 10;

    /** 16 records of 1 KiB each. */
    private static final int RECORDS = 16;

    /** Memory for blocks: all that is read fits, or next to nothing does. */
    @Param({"134217728", "0"})
    public long cacheBytes;

    private final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(64 << 10));
    private final LogCursor cursor = new LogCursor(0);
    private int length;
    private long seen;
    private @Nullable Node node;

    /** What {@link #open} brings up. */
    private record Node(
            Path directory,
            NodeJournal journal,
            RocksState store,
            LogShard shard,
            Log log,
            ReadQueue queue,
            LogReads reads) {}

    @Setup(Level.Trial)
    public void open() throws IOException {
        UnsafeBuffer value = new UnsafeBuffer(new byte[1 << 10]);
        RecordBatchEncoder encoder = new RecordBatchEncoder(bytes).begin(bytes, 0, 1);
        for (int i = 0; i < RECORDS; i++) {
            encoder.add(1, value, 0, RecordIterator.NULL, value, 0, value.capacity());
        }
        length = encoder.finish();
        Path directory = Files.createTempDirectory("log-benchmark");
        LogConfig config = new LogConfig(64 << 10, 1 << 20, 64 << 10, 4 << 20, 10);
        RocksState store = RocksState.open(RocksConfig.of(directory.resolve("state"), 1));
        LogIndexes indexes = new LogIndexes(1);
        NodeJournal journal =
                new NodeJournal(
                        new FileDisk(directory.resolve("journal")),
                        new FileDisk(directory.resolve("quarantine")),
                        new JournalConfig(1, 16 << 20, 8 << 20, 100_000_000),
                        new Runnable[] {() -> {}},
                        JournalPoint.start(1),
                        (shard, type, at, position, buffer, offset, count) -> {});
        LogShard shard = new LogShard(0, journal.core(0), config, indexes);
        ReadQueue queue = new ReadQueue(2, 1, new Runnable[] {() -> {}});
        LogSources sources =
                new LogSources(
                        new JournalBytes(journal),
                        new MemoryTier(0),
                        indexes,
                        new BlockCache(64 << 10, cacheBytes));
        LogReads reads = new LogReads(0, queue, sources, 1, FETCH_BYTES);
        Log log = shard.open(1, LogPolicy.keepingAll(Durability.SYNC));
        node = new Node(directory, journal, store, shard, log, queue, reads);
        fill(node, LogApplier.load(store, config, indexes));
    }

    private void fill(Node filled, LogApplier applier) throws IOException {
        while (filled.log().logPosition() < LOGS_BYTES) {
            append(filled);
        }
        StateBatch changes = new StateBatch();
        JournalReader reader =
                filled.journal()
                        .reader(
                                JournalPoint.start(1),
                                (shard, type, at, position, buffer, offset, count) ->
                                        applier.applyAt(
                                                shard, type, at, position, buffer, offset, count,
                                                changes));
        while (reader.readGroup(filled.journal().positions().committedJournal()) > 0) {
            changes.clear();
        }
    }

    private long append(Node to) {
        long offset = to.log().append(bytes, 0, length, Durability.SYNC);
        to.journal().core(0).doWork();
        to.journal().supplyTurn();
        to.journal().writerTurn(0);
        to.shard().doWork();
        return offset;
    }

    private Node node() {
        Node opened = node;
        if (opened == null) {
            throw new IllegalStateException("not set up");
        }
        return opened;
    }

    @Override
    public void onBatches(DirectBuffer buffer, int offset, int count) {
        seen += buffer.getByte(offset) + count;
    }

    @Override
    public void onFailed(Exception failure) {
        throw new IllegalStateException(failure);
    }

    /** From the beginning on, again and again. */
    @Benchmark
    public long coldFetch() {
        Node from = node();
        if (cursor.recordOffset() > from.log().highWatermark() / 2) {
            cursor.seek(0);
        }
        from.reads().tryRead(from.log(), cursor, FETCH_BYTES, this);
        from.queue().runOne();
        from.queue().drain(0);
        return seen;
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        Node closed = node();
        closed.journal().close(0);
        closed.store().close();
        try (Stream<Path> files = Files.walk(closed.directory())) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }
}
