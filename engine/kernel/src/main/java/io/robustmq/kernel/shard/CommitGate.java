package io.robustmq.kernel.shard;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * The core's way to the journal, and what acknowledgements wait for: a mark taken after events were
 * appended is reached when all of them keep what the policy promises.
 */
@OwnedBy(Core.class)
public final class CommitGate {
    private final Journal journal;
    private final Durability durability;
    private final EventParts parts = new EventParts();

    /**
     * @param durability what an acknowledgement promises
     */
    public CommitGate(Journal journal, Durability durability) {
        this.journal = journal;
        this.durability = durability;
    }

    /**
     * Appends an event to a shard's stream, in several frames when it is too long for one.
     *
     * @param type 0 to {@link EventParts#FIRST} − 1
     */
    public void append(int shard, int type, DirectBuffer event, int offset, int length) {
        if (length <= journal.maxPayloadBytes()) {
            journal.append(shard, type, durability, event, offset, length);
        } else {
            parts.append(journal, shard, type, durability, event, offset, length);
        }
    }

    /** What has been appended so far: what an acknowledgement given now may have to wait for. */
    public long mark() {
        return journal.handOver();
    }

    /** Every mark up to this one is reached. */
    public long reached() {
        return journal.reached(durability);
    }

    public boolean isReached(long mark) {
        return reached() >= mark;
    }

    /**
     * True while the disk is behind: who publishes what must be kept is not read until it has
     * caught up.
     */
    public boolean isBehind() {
        return journal.isBehind();
    }

    /** End of the cycle: hands over what was appended. @return work done */
    public int doWork() {
        return journal.doWork();
    }
}
