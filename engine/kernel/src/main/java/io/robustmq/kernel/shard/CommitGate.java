package io.robustmq.kernel.shard;

import io.robustmq.storage.journal.Journal;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * Tells what an acknowledgement waits for. Frames appended in one cycle form a group; whoever
 * acknowledged in that cycle waits for the whole group, so one number stands for positions in many
 * shards.
 */
@OwnedBy(Core.class)
public final class CommitGate {
    /**
     * Groups that may wait at one time; more than that and the cycle's frames join the newest
     * group.
     */
    static final int MAX_GROUPS = 1024;

    private final Journal journal;
    private final int shards;
    private final long[] groupPositions;
    private long openGroup;
    private long committedGroup = -1;
    private boolean appendedInGroup;
    private long appends;

    public CommitGate(Journal journal, int shards) {
        this.journal = journal;
        this.shards = shards;
        this.groupPositions = new long[MAX_GROUPS * shards];
    }

    /**
     * @see Journal#append
     */
    public long append(int shard, int type, DirectBuffer payload, int offset, int length) {
        appendedInGroup = true;
        appends++;
        return journal.append(shard, type, payload, offset, length);
    }

    /** Frames appended so far: tells whether there were any since an earlier look. */
    public long appends() {
        return appends;
    }

    /** The group of the frame appended last: what an acknowledgement given now waits for. */
    public long lastGroup() {
        return appendedInGroup ? openGroup : openGroup - 1;
    }

    /** True when something was appended that is not yet known to be committed. */
    public boolean mustWait() {
        return appendedInGroup || committedGroup < openGroup - 1;
    }

    public boolean isCommitted(long group) {
        return group <= committedGroup;
    }

    /** End of the cycle: closes the group and learns what became committed. @return work done */
    public int doWork() {
        if (appendedInGroup && openGroup - committedGroup < MAX_GROUPS) {
            int at = (int) (openGroup % MAX_GROUPS) * shards;
            for (int shard = 0; shard < shards; shard++) {
                groupPositions[at + shard] = journal.appended(shard);
            }
            openGroup++;
            appendedInGroup = false;
        }
        int work = journal.doWork();
        while (committedGroup < openGroup - 1 && isKept(committedGroup + 1)) {
            committedGroup++;
            work++;
        }
        return work;
    }

    private boolean isKept(long group) {
        int at = (int) (group % MAX_GROUPS) * shards;
        for (int shard = 0; shard < shards; shard++) {
            if (journal.committed(shard) < groupPositions[at + shard]) {
                return false;
            }
        }
        return true;
    }
}
