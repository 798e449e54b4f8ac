package io.robustmq.server;

import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.JournalBytes;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.log.LogApplier;
import io.robustmq.storage.log.LogMover;
import io.robustmq.storage.log.LogReads;
import io.robustmq.storage.log.LogShard;
import io.robustmq.storage.log.LogSources;
import io.robustmq.storage.log.MoverConfig;
import io.robustmq.storage.log.MoverThread;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.storage.read.ReadThreads;
import io.robustmq.storage.read.concurrent.BlockCache;
import io.robustmq.storage.read.concurrent.ReadQueue;
import io.robustmq.storage.state.StateStore;
import io.robustmq.storage.tier.SsdTier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The logs of all cores: their index, the tier below the data directory, the threads that read for
 * cores and the one that moves. Threads and memory come with the first log.
 */
final class LogStorage implements CoreLogs.Background {
    private final NodeJournal journal;
    private final StateStore store;
    private final LogPlan plan;
    private final LogIndexes indexes;
    private final LogApplier applier;
    private final LogSources sources;
    private final ReadQueue queue;
    private final AtomicReferenceArray<LogShard> shards;
    private @Nullable MoverThread mover;
    private @Nullable ReadThreads readers;

    /**
     * @param wakes by core
     */
    LogStorage(
            DataDirectory directory,
            NodeJournal journal,
            StateStore store,
            LogPlan plan,
            Runnable[] wakes)
            throws IOException {
        this.journal = journal;
        this.store = store;
        this.plan = plan;
        int count = journal.config().shards();
        this.indexes = new LogIndexes(count);
        this.applier = LogApplier.load(store, plan.logs(), indexes);
        this.sources =
                new LogSources(
                        new JournalBytes(journal),
                        new SsdTier(new FileDisk(directory.resolve("tier"))),
                        indexes,
                        new BlockCache(LogPlan.BLOCK_BYTES, plan.cacheBytes()));
        this.queue = new ReadQueue(wakes.length * plan.readsMax(), plan.readsMax(), wakes);
        this.shards = new AtomicReferenceArray<>(count);
    }

    /** What their frames mean for the tables. */
    LogApplier applier() {
        return applier;
    }

    /** Those of one core, on its thread; of all cores before the first begins. */
    CoreLogs of(Shards all, int core) {
        return new CoreLogs(
                all,
                core,
                plan.logs(),
                shard -> {
                    LogShard made = new LogShard(shard, journal.core(core), plan.logs(), indexes);
                    made.lead(journal.openings() - 1);
                    shards.set(shard, made);
                    return made;
                },
                this);
    }

    /** Once in a lifetime: the mover holds journal from here on, threads start. */
    @Override
    public synchronized void begin() {
        if (mover != null) {
            return;
        }
        List<LogShard> all = new ArrayList<>();
        for (int shard = 0; shard < shards.length(); shard++) {
            all.add(shards.get(shard));
        }
        mover =
                MoverThread.start(
                        new LogMover(
                                journal,
                                store,
                                sources,
                                all,
                                MoverConfig.standard(),
                                System::currentTimeMillis));
        readers = ReadThreads.start(queue, LogPlan.READ_THREADS);
    }

    @Override
    public LogReads readsOf(int core) {
        return new LogReads(core, queue, sources, plan.readsMax(), plan.readBytes());
    }

    @Override
    public int drain(int core) {
        return queue.drain(core);
    }

    /** After the cores, before the journal. */
    synchronized void stop() throws InterruptedException {
        ReadThreads reading = readers;
        if (reading != null) {
            reading.stop();
        }
        MoverThread moving = mover;
        if (moving != null) {
            moving.stop();
        }
    }
}
