package io.robustmq.server;

import io.robustmq.kernel.shard.DiskState;
import io.robustmq.storage.disk.DiskSpace;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.state.StateApplier;
import java.util.ArrayList;
import java.util.List;

/**
 * What ails the journal, for the cores, and for people. Any thread asks; the answers are cells of
 * the journal's own threads.
 */
final class DiskHealth implements DiskState {
    private final NodeJournal journal;
    private final DiskSpace space;
    private final StateApplier applier;

    DiskHealth(NodeJournal journal, DiskSpace space, StateApplier applier) {
        this.journal = journal;
        this.space = space;
        this.applier = applier;
    }

    @Override
    public boolean isBehind() {
        return journal.state().isAnyBehind() || applier.mustSlowDown();
    }

    @Override
    public boolean isFull() {
        return space.isLow() || journal.shortOfSpace() != null;
    }

    @Override
    public boolean isServed(int shard) {
        return !journal.isDamaged(shard) && applier.stoppedBecause(shard) == null;
    }

    boolean isFenced() {
        return journal.state().isFenced();
    }

    /** A line for each thing that is wrong; none when all is well. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        String fenced = journal.state().fencedBecause();
        if (fenced != null) {
            remarks.add("journal fenced, nothing is acknowledged: " + fenced);
        }
        if (isFull()) {
            remarks.add("disk full, nothing durable is taken: " + whyFull());
        }
        if (isBehind()) {
            remarks.add("disk behind, who publishes what is kept waits");
        }
        for (int shard = 0; shard < journal.config().shards(); shard++) {
            String stopped = applier.stoppedBecause(shard);
            if (journal.isDamaged(shard)) {
                remarks.add("shard " + shard + " is not served: damaged");
            } else if (stopped != null) {
                remarks.add("shard " + shard + " is not served: " + stopped);
            }
        }
        return remarks;
    }

    private String whyFull() {
        String noSegment = journal.shortOfSpace();
        return noSegment != null
                ? noSegment
                : "%d bytes free, journal.disk-free-min is %d"
                        .formatted(space.freeBytes(), space.minFreeBytes());
    }
}
