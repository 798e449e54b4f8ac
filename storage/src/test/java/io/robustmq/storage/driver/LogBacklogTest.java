package io.robustmq.storage.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.storage.disk.DirectDisk;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalThreads;
import io.robustmq.storage.log.JoinedListener;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.storage.log.LogCursor;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.log.MoverConfig;
import io.robustmq.storage.log.MoverThread;
import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.read.ReadThreads;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateThread;
import io.robustmq.storage.tier.SsdTier;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backlog written and read back from its beginning with all threads and real files; journal
 * segments are small, so that most of it goes through the tier. {@code
 * -Drobustmq.log.backlog=10000000} makes it as long as the promise says.
 */
class LogBacklogTest {
    private static final long RECORDS = Long.getLong("robustmq.log.backlog", 300_000);
    private static final int LOGS = 4;
    private static final int RECORDS_PER_BATCH = 100;
    private static final int VALUE_BYTES = 64;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final long JOURNAL_BYTES = 8 << 20;
    private static final int RING_BYTES = 256 << 10;

    private static final Settings SETTINGS =
            new Settings(
                    new JournalConfig(2, SEGMENT_BYTES, RING_BYTES, 20_000_000),
                    new ApplierConfig(1 << 20, 1_000_000, 1 << 20, 50_000_000, 1 << 30),
                    new LogConfig(24 << 10, 256 << 10, 64 << 10, 256 << 10, 10),
                    new MoverConfig(JOURNAL_BYTES, 0, 4, 1L << 30, 32 << 10, 1_000_000_000),
                    64 << 10,
                    2 << 20,
                    4,
                    128 << 10);

    @TempDir private Path directory;
    private final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(24 << 10));
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_BYTES]);
    private final RecordBatchEncoder encoder = new RecordBatchEncoder(bytes);

    @Test
    void shouldBeReadFromItsBeginningInBoundedMemory() throws Exception {
        long directBefore = directBytes();
        try (RocksState store = RocksState.open(RocksConfig.of(directory.resolve("state"), 2))) {
            LogNode node = open(store);
            Running running = new Running(node);
            Log[] logs = openLogs(node);
            produceAll(node, logs);
            assertThat(isWithin(directBefore + directBound())).as("after writing").isTrue();

            Reader[] readers = readAll(node, logs);

            for (Reader reader : readers) {
                assertThat(reader.next).isEqualTo(RECORDS / LOGS);
                assertThat(reader.coldReads).isPositive();
            }
            assertThat(node.mover.lastFailure()).isNull();
            assertThat(isWithin(directBefore + directBound())).as("after reading").isTrue();
            long indexBytes = indexBytes(node);
            assertThat(indexBytes)
                    .isPositive()
                    .isLessThan(SETTINGS.logs().indexBytesMax(3 * JOURNAL_BYTES, 2, LOGS));
            running.stop();
            assertThat(node.mover.movedBytes())
                    .as("what lies in the tier, not in the journal")
                    .isGreaterThan(RECORDS * VALUE_BYTES - 4 * JOURNAL_BYTES);
            assertThat(node.mover.keptBytes()).isLessThan(3 * JOURNAL_BYTES);
        }
    }

    @Test
    void shouldDeleteByBytesInJournalAndTierAndAgreeAfterARestart() throws Exception {
        long kept = 2 << 20;
        long[] starts = new long[LOGS];
        try (RocksState store = RocksState.open(RocksConfig.of(directory.resolve("state"), 2))) {
            LogNode node = open(store);
            Running running = new Running(node);
            Log[] logs = openLogs(node);
            produceAll(node, logs);
            for (Log log : logs) {
                log.policy(new LogPolicy(Durability.INTERVAL, LogPolicy.UNLIMITED, kept));
                while (log.retain(0) == 0) {
                    idle(node); // until the index has seen enough
                }
            }
            while (tierBytes() > LOGS * (kept + (long) 4 * SEGMENT_BYTES)) {
                idle(node);
            }
            for (int log = 0; log < LOGS; log++) {
                starts[log] = logs[log].startOffset();
            }
            running.stop();
        }

        try (RocksState store = RocksState.open(RocksConfig.of(directory.resolve("state"), 2))) {
            LogNode node = open(store);
            Running running = new Running(node);
            Log[] logs = openLogs(node);
            for (int log = 0; log < LOGS; log++) {
                assertThat(logs[log].startOffset()).isEqualTo(starts[log]);
                assertThat(logs[log].endOffset()).isEqualTo(RECORDS / LOGS);
            }

            Reader[] readers = readAll(node, logs);

            assertThat(readers).allMatch(Reader::isAtEnd);
            running.stop();
        }
    }

    private long tierBytes() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tier"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private LogNode open(RocksState store) throws IOException {
        return new LogNode(
                SETTINGS,
                new DirectDisk(directory.resolve("journal"), 1 << 20),
                new FileDisk(directory.resolve("quarantine")),
                store,
                new SsdTier(new FileDisk(directory.resolve("tier"))));
    }

    /** What the settings add up to, and as much again as one large object and file copies take. */
    private static long directBound() {
        long hot = SETTINGS.journal().shards() * (long) SETTINGS.logs().hotBytes();
        long reads = SETTINGS.readsMax() * (SETTINGS.readBytes() + RING_BYTES / 7L);
        long applier = SEGMENT_BYTES + SETTINGS.applier().batchBytes() * 4L;
        long zeros = 2L * SEGMENT_BYTES; // new segments
        long move = 2L * SETTINGS.mover().moveSegments() * SEGMENT_BYTES; // written from the heap
        return RING_BYTES
                + hot
                + reads
                + SETTINGS.cacheBytes()
                + applier
                + zeros
                + move
                + (2 << 20);
    }

    /** Memory outside the heap that somebody still refers to. */
    private static boolean isWithin(long bound) {
        for (int collections = 0; directBytes() > bound && collections < 20; collections++) {
            System.gc();
        }
        return directBytes() <= bound;
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long indexBytes(LogNode node) {
        return node.indexes.all().stream()
                .mapToLong(index -> (long) index.count() * LogIndex.ENTRY_BYTES)
                .sum();
    }

    private static Log[] openLogs(LogNode node) {
        Log[] logs = new Log[LOGS];
        for (int log = 0; log < LOGS; log++) {
            logs[log] =
                    node.shards.get(log % 2).open(log, LogPolicy.keepingAll(Durability.INTERVAL));
        }
        return logs;
    }

    /** All the threads of a node but the core, which is the test's. */
    private static final class Running {
        private final JournalThreads journal;
        private final StateThread state;
        private final MoverThread mover;
        private final ReadThreads readers;

        Running(LogNode node) {
            journal = JournalThreads.start(node.journal, reason -> {});
            state = StateThread.start(node.applier, reason -> {});
            mover = MoverThread.start(node.mover);
            readers = ReadThreads.start(node.queue, 2);
        }

        void stop() throws IOException, InterruptedException {
            readers.stop();
            mover.stop();
            state.stop();
            journal.stop();
        }
    }

    private void produceAll(LogNode node, Log[] logs) {
        long perLog = RECORDS / LOGS;
        for (long first = 0; first < perLog; first += RECORDS_PER_BATCH) {
            for (Log log : logs) {
                int length = batch(first, log.logId());
                while (log.append(bytes, 0, length, Durability.INTERVAL) == Log.BACK_PRESSURED) {
                    idle(node);
                }
                while (node.mover.mustSlowDown()) {
                    idle(node);
                }
            }
            node.cycle();
        }
        for (Log log : logs) {
            while (log.highWatermark() < perLog) {
                idle(node);
            }
        }
    }

    private static void idle(LogNode node) {
        if (node.cycle() == 0) {
            Thread.yield();
        }
        assertThat(node.journal.state().fencedBecause()).isNull();
    }

    private int batch(long first, long logId) {
        encoder.begin(bytes, 0, first);
        for (int i = 0; i < RECORDS_PER_BATCH; i++) {
            value.putLong(0, first + i);
            value.putLong(8, logId);
            encoder.add(first + i, value, 0, RecordIterator.NULL, value, 0, VALUE_BYTES);
        }
        return encoder.finish();
    }

    /** Reads one log, a fetch at a time, and checks every record. */
    private static final class Reader implements JoinedListener {
        private final Log log;
        private final LogNode node;
        private final LogCursor cursor = new LogCursor(0);
        private final RecordIterator records =
                new RecordIterator(new UnsafeBuffer(new byte[RecordBatchFlyweight.RECORDS_AT]), 0);
        private boolean isReading;
        private @Nullable Exception failure;
        private long next;
        private long coldReads;

        Reader(LogNode node, Log log) {
            this.node = node;
            this.log = log;
            this.next = log.startOffset();
            cursor.seek(next);
        }

        boolean isAtEnd() {
            return next == RECORDS / LOGS;
        }

        void poll() {
            if (!isReading && !isAtEnd()) {
                int read = log.read(cursor, 128 << 10, this);
                if (read == Log.NOT_HOT) {
                    isReading = node.reads.tryRead(log, cursor, 128 << 10, this) != null;
                }
            }
            assertThat(failure).isNull();
        }

        @Override
        public void onBatches(DirectBuffer buffer, int offset, int length) {
            coldReads += isReading ? 1 : 0;
            isReading = false;
            for (int at = offset; at < offset + length; ) {
                records.wrap(buffer, at);
                while (records.next()) {
                    if (records.recordOffset() < next) {
                        continue; // a batch is given whole
                    }
                    boolean isRight =
                            records.recordOffset() == next
                                    && buffer.getLong(records.valueOffset()) == next
                                    && buffer.getLong(records.valueOffset() + 8) == log.logId();
                    if (!isRight) {
                        throw new AssertionError("at " + next + ": " + records.recordOffset());
                    }
                    next++;
                }
                at += RecordBatchFlyweight.sizeBytes(buffer, at);
            }
        }

        @Override
        public void onFailed(Exception why) {
            isReading = false;
            failure = why;
        }
    }

    private static Reader[] readAll(LogNode node, Log[] logs) {
        Reader[] readers = new Reader[LOGS];
        for (int log = 0; log < LOGS; log++) {
            readers[log] = new Reader(node, logs[log]);
        }
        for (boolean isAtEnd = false; !isAtEnd; ) {
            isAtEnd = true;
            for (Reader reader : readers) {
                reader.poll();
                isAtEnd &= reader.isAtEnd();
            }
            idle(node);
        }
        return readers;
    }
}
