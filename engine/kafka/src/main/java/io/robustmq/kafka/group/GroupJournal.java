package io.robustmq.kafka.group;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.EventAssembler.EventVisitor;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** The way of a core's groups into the journal: one event at a time. */
@OwnedBy(Core.class)
public final class GroupJournal {
    private final CommitGate gate;
    private final EventVisitor applied;
    private final EventWriter writer = new EventWriter();

    /**
     * @param applied what an event changes: the same that recovery runs
     */
    public GroupJournal(CommitGate gate, EventVisitor applied) {
        this.gate = gate;
        this.applied = applied;
    }

    /** Starts an event of this group. */
    public EventWriter begin(String group) {
        return writer.begin(group);
    }

    /**
     * Appends the event that was begun and applies it.
     *
     * @return the mark from which on it is kept
     */
    public long commit(int shard, int type) {
        long mark = append(shard, type);
        applied.onEvent(shard, type, writer.bytes(), 0, writer.length());
        return mark;
    }

    /**
     * Appends an event that is a picture of what holds already.
     *
     * @return the mark from which on it is kept
     */
    public long append(int shard, int type) {
        gate.append(shard, type, writer.bytes(), 0, writer.length());
        return gate.mark();
    }

    /** Whether what was appended before the mark is kept. */
    public boolean isKept(long mark) {
        return gate.isReached(mark);
    }
}
