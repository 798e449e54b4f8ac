package io.robustmq.kafka.group;

import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.offset.CommittedOffset;
import io.robustmq.kafka.group.offset.GroupOffsets;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A group, of either kind: who its members are is for the kind to know. */
@OwnedBy(Core.class)
public abstract class Group {
    /** Of an offset that does not expire. */
    protected static final long NEVER = Long.MAX_VALUE;

    private final String id;
    private final int shard;
    private final GroupJournal journal;
    private final GroupOffsets offsets;
    private long mark;

    /**
     * @param before the group of this name that it takes the place of, whose offsets it keeps; null
     *     for none
     */
    protected Group(String id, int shard, GroupJournal journal, @Nullable Group before) {
        this.id = id;
        this.shard = shard;
        this.journal = journal;
        this.offsets = before == null ? new GroupOffsets() : before.offsets;
        this.mark = before == null ? 0 : before.mark;
    }

    public final String id() {
        return id;
    }

    public final int shard() {
        return shard;
    }

    public final GroupOffsets offsets() {
        return offsets;
    }

    /** Starts an event of this group. */
    public final EventWriter begin() {
        return journal.begin(id);
    }

    /** Appends and applies what was begun. */
    public final void commit(int type) {
        mark = journal.commit(shard, type);
    }

    /** Appends what was begun, a picture of what holds already. */
    protected final void append(int type) {
        mark = journal.append(shard, type);
    }

    /** Whether it appended after the other did. */
    public final boolean isLaterThan(Group other) {
        return mark > other.mark;
    }

    /** Answers when all that this group appended so far is kept, which is at once as a rule. */
    public final void answer(Reply reply, ApiMessage response) {
        if (journal.isKept(mark)) {
            reply.send(response);
        } else {
            reply.sendWhenKept(response, mark);
        }
    }

    /** {@code classic} or {@code consumer}, as ListGroups says it (KIP-848). */
    public abstract String type();

    /** As ListGroups says it, with Kafka's capitals (KIP-518). */
    public abstract String state();

    /** What its members say they are, {@code consumer} as a rule; empty when it never had any. */
    public abstract String protocolType();

    /** How many members it has, those that are about to join not counted. */
    public abstract int memberCount();

    /** Without members. */
    public abstract boolean isEmpty();

    /** Whether one is about to come: it has been given an id. */
    public boolean isAwaited() {
        return false;
    }

    /**
     * Whether a commit may be taken, and NONE if so.
     *
     * @param memberId empty when it comes from somebody who is no member
     * @param epoch generation or member epoch; below 0 likewise
     */
    public abstract Errors checkCommit(
            String memberId, @Nullable String instanceId, int epoch, int version);

    /** Whether a member may read offsets (KIP-848), and NONE if so; null for who is none. */
    public abstract Errors checkFetch(@Nullable String memberId, int epoch);

    /** Whether single offsets may be deleted (KIP-496), and NONE if so. */
    public abstract Errors checkOffsetDelete();

    /** Whether a member reads this topic, so that its offsets neither expire nor are deleted. */
    public abstract boolean isSubscribedTo(String topic);

    /**
     * When an offset was last of use, in milliseconds since 1970, from which its retention counts
     * (KIP-211); {@link #NEVER} while it is.
     */
    public abstract long lastUseMs(CommittedOffset offset);

    /** A member was heard of by another way than a heartbeat. */
    public abstract void onCommit(String memberId);

    /** Time goes on after a restart: every member's session begins anew. */
    public abstract void resume(GroupConfig config);

    /** The group is no more: nothing of it waits any longer. */
    public abstract void close();
}
