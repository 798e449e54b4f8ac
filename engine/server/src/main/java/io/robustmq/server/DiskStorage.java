package io.robustmq.server;

import io.robustmq.admin.MetricSource;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.EventAssembler;
import io.robustmq.kernel.shard.EventTables;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.server.config.StorageConfig;
import io.robustmq.storage.disk.DirectDisk;
import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.disk.DiskSpace;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Damage;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalThreads;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateApplier;
import io.robustmq.storage.state.StateThread;
import io.robustmq.transport.core.Core;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The node's journal on its data directory, and the state tables that follow it. The journal is
 * recovered from where the tables end.
 */
final class DiskStorage implements NodeStorage {
    private static final Logger LOG = System.getLogger(DiskStorage.class.getName());

    private final DataDirectory directory;
    private final StorageConfig config;
    private final Durability durability;
    private final AtomicReferenceArray<@Nullable Core> cores;
    private final RocksState state;
    private final NodeJournal journal;
    private final DiskSpace space;
    private final DiskHealth health;
    private final MetricSource metrics;
    private final StateApplier applier;
    private final LogStorage logs;
    private final Shards shards;
    private boolean wasFull;
    private @Nullable JournalThreads threads;
    private @Nullable StateThread stateThread;

    private DiskStorage(
            DataDirectory directory,
            StorageConfig config,
            Durability durability,
            Shards shards,
            LogPlan plan)
            throws IOException {
        int coreCount = shards.cores();
        this.shards = shards;
        this.durability = durability;
        this.directory = directory;
        this.config = config;
        this.cores = new AtomicReferenceArray<>(coreCount);
        Runnable[] wakes = new Runnable[coreCount];
        Arrays.setAll(wakes, core -> () -> wake(core));
        DirectDisk disk = new DirectDisk(directory.resolve("journal"), recentBytes(config));
        FileDisk quarantine = new FileDisk(directory.resolve("quarantine"));
        this.space = new DiskSpace(disk, config.minFreeBytes());
        this.state = RocksState.open(RocksConfig.of(directory.resolve("state"), shards.count()));
        try {
            this.journal = openJournal(disk, quarantine, wakes, shards.count());
            this.logs = new LogStorage(directory, journal, state, plan, wakes);
            this.applier =
                    new StateApplier(
                            journal,
                            state,
                            new NodeTables(
                                    new EventTables(
                                            new ProtocolTables(state), state, shards.count()),
                                    logs.applier()),
                            ApplierConfig.flushingEvery(config.flushInterval().toNanos()));
            this.health = new DiskHealth(journal, space, applier);
            this.metrics =
                    new JournalMetrics(journal, coreCount, space, bytesOf(quarantine), applier);
        } catch (IOException | RuntimeException failure) {
            state.close();
            throw failure;
        }
        for (Damage damage : journal.damages()) {
            LOG.log(Level.ERROR, "damage in the journal: {0}", damage);
        }
    }

    private NodeJournal openJournal(Disk disk, Disk quarantine, Runnable[] wakes, int shards)
            throws IOException {
        return new NodeJournal(
                disk,
                quarantine,
                journalConfig(config, shards),
                wakes,
                state.applied(),
                (shard, type, at, position, buffer, offset, length) -> {});
    }

    /** What was written last: rather more than the applier is behind. */
    private static int recentBytes(StorageConfig config) {
        return 2 * config.ringBytes();
    }

    /** Memory for the journal, in equal parts of the cores: its ring, and what was written last. */
    static long journalBytesOfCore(StorageConfig config, int cores) {
        return config.durability() == null ? 0 : config.ringBytes() + recentBytes(config) / cores;
    }

    /** State tables, with what the applier gathers for them. */
    static long tablesBytes(StorageConfig config, Path root, int shards) {
        return config.durability() == null
                ? 0
                : RocksConfig.of(root, shards).memoryBytesMax()
                        + ApplierConfig.standard().memoryBytesMax();
    }

    static JournalConfig journalConfig(StorageConfig config, int shards) {
        return new JournalConfig(
                shards, config.segmentBytes(), config.ringBytes(), config.syncInterval().toNanos());
    }

    /**
     * @param durability the configuration's, which is not off
     */
    static DiskStorage open(
            Path root, StorageConfig config, Durability durability, Shards shards, LogPlan plan)
            throws IOException {
        DataDirectory directory = DataDirectory.open(root, shards.count());
        try {
            return new DiskStorage(directory, config, durability, shards, plan);
        } catch (IOException | RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    private void wake(int index) {
        Core core = cores.get(index);
        if (core != null) {
            core.wakeup();
        }
    }

    @Override
    public CommitGate gate(Core core) {
        cores.set(core.index(), core);
        return new CommitGate(journal.core(core.index()), config.policies(), health);
    }

    @Override
    public CoreLogs logs(Core core) {
        return logs.of(shards, core.index());
    }

    @Override
    public void recover(TableVisitor visitor, EventAssembler events, FrameVisitor frames)
            throws IOException {
        visitor.onTables(state, shard -> !journal.isDamaged(shard));
        EventTables.begun(state, journal.config().shards(), events);
        journal.replay(frames);
    }

    @Override
    public void start(Runnable fenced) {
        threads =
                JournalThreads.start(
                        journal,
                        this::lookAtSpace,
                        reason -> {
                            LOG.log(Level.ERROR, "the journal is fenced: {0}", reason);
                            fenced.run();
                        });
        stateThread =
                StateThread.start(
                        applier,
                        reason ->
                                LOG.log(
                                        Level.ERROR,
                                        "the state tables take no more of {0}; all of the journal"
                                                + " is kept",
                                        reason));
    }

    private static long bytesOf(Disk disk) throws IOException {
        long bytes = 0;
        for (String name : disk.list()) {
            DiskFile file = disk.openToRead(name);
            bytes += file.sizeBytes();
            file.close();
        }
        return bytes;
    }

    /** On the thread that makes files; says when room runs out, and when it is back. */
    private void lookAtSpace() {
        space.look();
        boolean isFull = health.isFull();
        if (isFull != wasFull) {
            wasFull = isFull;
            if (isFull) {
                LOG.log(Level.ERROR, String.join("; ", health.remarks()));
            } else {
                LOG.log(Level.INFO, "the disk has room again: what is durable is taken");
            }
        }
    }

    @Override
    public boolean isReady() {
        return !health.isFenced();
    }

    @Override
    public List<String> remarks() {
        return health.remarks();
    }

    @Override
    public MetricSource metrics() {
        return metrics;
    }

    @Override
    public String inWords() {
        return switch (durability) {
            case SYNC -> "sync: an acknowledgement of what is kept follows its fdatasync";
            case INTERVAL ->
                    "interval: a power cut may cost the last %d ms"
                            .formatted(config.syncInterval().toMillis());
            case MEMORY -> "memory: acknowledgements promise nothing";
        };
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (IOException failure) {
            LOG.log(Level.ERROR, "the journal did not end well", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tables first: they read the journal. */
    private void stop() throws IOException, InterruptedException {
        try (directory;
                state) {
            logs.stop();
            StateThread applying = stateThread;
            if (applying != null) {
                applying.stop();
            }
            JournalThreads writing = threads;
            if (writing != null) {
                writing.stop();
            }
        }
    }
}
