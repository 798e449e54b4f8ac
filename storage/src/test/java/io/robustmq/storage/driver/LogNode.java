package io.robustmq.storage.driver;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.journal.JournalBytes;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.log.LogApplier;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.storage.log.LogFrames;
import io.robustmq.storage.log.LogMover;
import io.robustmq.storage.log.LogReads;
import io.robustmq.storage.log.LogShard;
import io.robustmq.storage.log.LogSources;
import io.robustmq.storage.log.MoverConfig;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.storage.read.concurrent.BlockCache;
import io.robustmq.storage.read.concurrent.ReadQueue;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.StateApplier;
import io.robustmq.storage.state.StateStore;
import io.robustmq.storage.tier.Tier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A node that has logs and nothing else, brought up as a broker would bring it up: journal, tables,
 * one core with all shards, read queue, mover. It has no threads: the test takes their turns.
 */
public final class LogNode {
    /** Settings of a test's node. */
    public record Settings(
            JournalConfig journal,
            ApplierConfig applier,
            LogConfig logs,
            MoverConfig mover,
            int blockBytes,
            long cacheBytes,
            int readsMax,
            int readBytes) {
        /** Small: segments of 16 KiB, batches of 900 bytes. */
        public static Settings small() {
            return new Settings(
                    new JournalConfig(2, 16 << 10, 8 << 10, 50_000_000),
                    new ApplierConfig(1 << 10, 0, 4 << 10, 200_000_000, 1 << 20),
                    new LogConfig(900, 4 << 10, 2 << 10, 8 << 10, 3),
                    new MoverConfig(1L << 40, 0, 2, 1L << 40, 1 << 10, 1L << 60),
                    1 << 10,
                    16 << 10,
                    2,
                    4 << 10);
        }

        /** Batches of 48 KiB, and four reads at a time of 256 KiB each. */
        public static Settings large() {
            return new Settings(
                    new JournalConfig(2, 1 << 20, 512 << 10, 50_000_000),
                    new ApplierConfig(64 << 10, 0, 256 << 10, 200_000_000, 64 << 20),
                    new LogConfig(48 << 10, 256 << 10, 64 << 10, 256 << 10, 3),
                    new MoverConfig(1L << 40, 0, 2, 1L << 40, 1 << 20, 1L << 60),
                    4 << 10,
                    64 << 10,
                    4,
                    256 << 10);
        }

        public Settings with(MoverConfig other) {
            return new Settings(
                    journal, applier, logs, other, blockBytes, cacheBytes, readsMax, readBytes);
        }
    }

    public final NodeJournal journal;
    public final StateApplier applier;
    public final LogIndexes indexes;
    public final List<LogShard> shards = new ArrayList<>();
    public final ReadQueue queue;
    public final LogReads reads;
    public final LogMover mover;
    private final Settings settings;

    /** The clock of the mover; follows the turns, and may be set. */
    public long nowMs;

    public LogNode(Settings settings, Disk disk, Disk quarantine, StateStore store, Tier tier)
            throws IOException {
        this.settings = settings;
        journal =
                new NodeJournal(
                        disk,
                        quarantine,
                        settings.journal(),
                        new Runnable[] {() -> {}},
                        store.applied(),
                        (shard, type, at, position, buffer, offset, length) -> {});
        indexes = new LogIndexes(settings.journal().shards());
        LogApplier logs = LogApplier.load(store, settings.logs(), indexes);
        for (int shard = 0; shard < settings.journal().shards(); shard++) {
            LogShard made = new LogShard(shard, journal.core(0), settings.logs(), indexes);
            made.lead(journal.openings() - 1);
            shards.add(made);
        }
        LogApplier.load(store, settings.logs(), shards);
        queue = new ReadQueue(16, settings.readsMax(), new Runnable[] {() -> {}});
        LogSources sources =
                new LogSources(
                        new JournalBytes(journal),
                        tier,
                        indexes,
                        new BlockCache(settings.blockBytes(), settings.cacheBytes()));
        mover = new LogMover(journal, store, sources, shards, settings.mover(), () -> nowMs);
        journal.replay((shard, type, at, position, buffer, offset, length) -> {
            if (LogFrames.isOfLog(type)) {
                shards.get(shard).replay(type, buffer, offset);
            }
        });
        applier = new StateApplier(journal, store, logs, settings.applier());
        reads = new LogReads(0, queue, sources, settings.readsMax(), settings.readBytes());
    }

    /** A core's cycle. */
    public int cycle() {
        int work = journal.core(0).doWork();
        for (LogShard shard : shards) {
            work += shard.doWork();
        }
        return work + queue.drain(0);
    }

    /** A turn of everything, in an order that has no meaning. */
    public int turn(long nowNs) {
        nowMs = Math.max(nowMs, nowNs / 1_000_000);
        int work = cycle() + journal.supplyTurn() + journal.writerTurn(nowNs);
        work += applier.turn(nowNs) + mover.turn(nowNs);
        work += queue.runOne() ? 1 : 0;
        return work + cycle();
    }

    /**
     * Turns until nothing is left to do; time goes on meanwhile.
     *
     * @return the time then
     */
    public long settle(long nowNs) {
        long now = nowNs;
        for (int idle = 0; idle < 8; now += settings.journal().syncIntervalNs()) {
            idle = turn(now) == 0 ? idle + 1 : 0;
        }
        return now;
    }

    public void close(long nowNs) throws IOException {
        cycle();
        journal.close(nowNs);
    }
}
