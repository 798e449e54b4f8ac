package io.robustmq.server;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.EventAssembler;
import io.robustmq.server.config.StorageConfig;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Damage;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.JournalThreads;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.transport.core.Core;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The node's journal on its data directory. */
final class DiskStorage implements NodeStorage {
    private static final Logger LOG = System.getLogger(DiskStorage.class.getName());

    private final DataDirectory directory;
    private final StorageConfig config;
    private final Durability durability;
    private final AtomicReferenceArray<@Nullable Core> cores;
    private final NodeJournal journal;
    private @Nullable JournalThreads threads;

    private DiskStorage(
            DataDirectory directory,
            StorageConfig config,
            Durability durability,
            int shards,
            int coreCount)
            throws IOException {
        this.durability = durability;
        this.directory = directory;
        this.config = config;
        this.cores = new AtomicReferenceArray<>(coreCount);
        Runnable[] wakes = new Runnable[coreCount];
        Arrays.setAll(wakes, core -> () -> wake(core));
        this.journal =
                new NodeJournal(
                        new FileDisk(directory.resolve("journal")),
                        new FileDisk(directory.resolve("quarantine")),
                        new JournalConfig(
                                shards,
                                config.segmentBytes(),
                                config.ringBytes(),
                                config.syncInterval().toNanos()),
                        wakes,
                        JournalPoint.start(shards),
                        (shard, type, at, position, buffer, offset, length) -> {});
        for (Damage damage : journal.damages()) {
            LOG.log(Level.ERROR, "damage in the journal: {0}", damage);
        }
    }

    /**
     * @param durability the configuration's, which is not off
     */
    static DiskStorage open(
            Path root, StorageConfig config, Durability durability, int shards, int coreCount)
            throws IOException {
        DataDirectory directory = DataDirectory.open(root, shards);
        try {
            return new DiskStorage(directory, config, durability, shards, coreCount);
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
        return new CommitGate(journal.core(core.index()), durability);
    }

    @Override
    public void replay(EventAssembler events) throws IOException {
        journal.replay(events);
    }

    @Override
    public void start(Runnable fenced) {
        threads =
                JournalThreads.start(
                        journal,
                        reason -> {
                            LOG.log(Level.ERROR, "the journal is fenced: {0}", reason);
                            fenced.run();
                        });
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
            JournalThreads running = threads;
            if (running != null) {
                running.stop();
            }
            directory.close();
        } catch (IOException failure) {
            LOG.log(Level.ERROR, "the journal did not end well", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
