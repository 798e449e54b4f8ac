package io.robustmq.storage.state;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal in memory with one committed frame, and what applies it. */
public final class StressJournal {
    private static final JournalConfig CONFIG = new JournalConfig(1, 4 << 10, 4 << 10, 1);
    private static final ApplierConfig APPLIER =
            new ApplierConfig(1 << 10, 0, 1 << 20, 1_000_000_000, 1 << 30);

    private StressJournal() {}

    static NodeJournal withOneFrame() {
        try {
            NodeJournal journal =
                    new NodeJournal(
                            new SimulatedDisk(new Random(1)),
                            new SimulatedDisk(new Random(2)),
                            CONFIG,
                            new Runnable[] {() -> {}},
                            JournalPoint.start(1),
                            (shard, type, at, position, buffer, offset, length) -> {});
            append(journal);
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(NodeJournal journal) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[8]);
        journal.core(0).append(0, 1, Durability.INTERVAL, payload, 0, payload.capacity());
        journal.core(0).doWork();
        while (journal.supplyTurn() + journal.writerTurn(0) > 0) {
            // Until everything is written.
        }
        journal.writerTurn(CONFIG.syncIntervalNs());
    }

    static StateApplier applier(NodeJournal journal, StateStore store) {
        FrameApplier.AtOnce tables =
                (shard, type, position, payload, offset, length, batch) ->
                        batch.put(shard, payload, offset, length, payload, offset, length);
        return new StateApplier(journal, store, tables, APPLIER);
    }

    /** One that applies nothing. */
    public static StateApplier idleApplier() {
        return applier(withOneFrame(), new SimulatedState(new Random(1), 1));
    }
}
