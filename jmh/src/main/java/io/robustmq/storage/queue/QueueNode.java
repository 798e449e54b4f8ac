package io.robustmq.storage.queue;

import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalThreads;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.queue.concurrent.PageReads;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateApplier;
import io.robustmq.storage.state.StateThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Journal and tables on the real disk, in a directory that goes with it. */
final class QueueNode {
    private static final JournalConfig CONFIG =
            new JournalConfig(1, 16 << 20, 4 << 20, 200_000_000);

    final NodeJournal journal;
    final PageReads reads;
    private final Path directory;
    private final RocksState state;
    private final JournalThreads journalThreads;
    private final StateThread stateThread;

    QueueNode() throws IOException {
        directory = Files.createTempDirectory("queue-benchmark");
        state = RocksState.open(RocksConfig.of(directory.resolve("state"), 1));
        journal =
                new NodeJournal(
                        new FileDisk(directory.resolve("journal")),
                        new FileDisk(directory.resolve("quarantine")),
                        CONFIG,
                        new Runnable[] {() -> {}},
                        state.applied(),
                        (shard, type, at, position, buffer, offset, length) -> {});
        StateApplier applier =
                new StateApplier(journal, state, new QueueApplier(), ApplierConfig.standard());
        reads = new PageReads(applier, new QueuePageFiller(state), new Runnable[] {() -> {}}, 8);
        journalThreads = JournalThreads.start(journal, reason -> System.err.println(reason));
        stateThread = StateThread.start(applier, reason -> System.err.println(reason));
        reads.start();
    }

    Journal core() {
        return journal.core(0);
    }

    void close() throws IOException, InterruptedException {
        reads.stop();
        stateThread.stop();
        journalThreads.stop();
        state.close();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(directory)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
