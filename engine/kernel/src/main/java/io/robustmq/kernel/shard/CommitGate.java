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
    /** A mark that is never reached: less than 2^47, the most that those who keep marks keep. */
    private static final long NEVER = (1L << 47) - 1;

    private final Journal journal;
    private final Policies policies;
    private final DiskState disk;
    private final EventParts parts = new EventParts();
    private boolean isFenced;
    private long refusals;

    /** Behind the last frame of each policy, by its ordinal. */
    private final long[] lastMarks = new long[Durability.values().length];

    /**
     * @param durability what an acknowledgement promises
     */
    public CommitGate(Journal journal, Durability durability) {
        this(journal, Policies.uniform(durability), DiskState.WELL);
    }

    /**
     * @param policies what acknowledgements promise
     */
    public CommitGate(Journal journal, Policies policies, DiskState disk) {
        this.disk = disk;
        this.journal = journal;
        this.policies = policies;
    }

    /** The same, with the standard policy. */
    public void append(int shard, int type, DirectBuffer event, int offset, int length) {
        append(shard, type, policies.standard(), event, offset, length);
    }

    /**
     * Appends an event to a shard's stream, in several frames when it is too long for one. What a
     * fenced journal does not take is never acknowledged; what a shard does not take that is not
     * served is counted among the {@link #refusals}.
     *
     * @param type 0 to {@link EventParts#FIRST} − 1
     * @param durability what its acknowledgement promises
     */
    public void append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer event,
            int offset,
            int length) {
        long behind =
                length <= journal.maxPayloadBytes()
                        ? journal.append(shard, type, durability, event, offset, length)
                        : parts.append(journal, shard, type, durability, event, offset, length);
        if (behind == Journal.FENCED) {
            refusals++;
            isFenced |= disk.isServed(shard);
        }
        lastMarks[durability.ordinal()] = journal.handOver();
    }

    /**
     * Makes the event longer that was appended last, while it is not handed over; as {@link
     * Journal#extend}.
     *
     * @return false when it can't be: an event of its own is to be appended then
     */
    public boolean extend(
            int shard, int type, Durability durability, DirectBuffer more, int offset, int length) {
        if (!journal.extend(shard, type, durability, more, offset, length)) {
            return false;
        }
        lastMarks[durability.ordinal()] = journal.handOver();
        return true;
    }

    /**
     * Something of this policy was appended past the gate: marks taken from here on wait for it.
     */
    public void appended(Durability durability) {
        lastMarks[durability.ordinal()] = journal.handOver();
    }

    /** Events that were not taken so far. */
    public long refusals() {
        return refusals;
    }

    /** What has been appended so far: what an acknowledgement given now may have to wait for. */
    public long mark() {
        return isFenced ? NEVER : journal.handOver();
    }

    /** A number that grows whenever a mark may have become one that {@link #isReached}. */
    public long reached() {
        return journal.reached(Durability.SYNC) + journal.reached(Durability.INTERVAL);
    }

    /** Whether all that was appended before the mark keeps what its policies promise. */
    public boolean isReached(long mark) {
        return mark != NEVER
                && isReached(Durability.SYNC, Math.min(mark, lastMark(Durability.SYNC)))
                && isReached(Durability.INTERVAL, Math.min(mark, lastMark(Durability.INTERVAL)));
    }

    /** Behind the last event of this policy; never reached once events were not taken. */
    public long lastMark(Durability durability) {
        return isFenced && durability != Durability.MEMORY
                ? NEVER
                : lastMarks[durability.ordinal()];
    }

    /** Whether all that was appended before the mark keeps what this policy promises. */
    public boolean isReached(Durability durability, long mark) {
        return mark == 0 || journal.reached(durability) >= mark;
    }

    public Policies policies() {
        return policies;
    }

    /**
     * True while the disk is behind: who publishes what must be kept is not read until it has
     * caught up.
     */
    public boolean isBehind() {
        return journal.isBehind() || disk.isBehind();
    }

    /** The same of this core alone, which is woken when its journal gets on. */
    public boolean isRingFull() {
        return journal.isBehind();
    }

    /** True while so much of this core waits for the disk that whatever appends should wait. */
    public boolean isCrowded() {
        return journal.isCrowded();
    }

    /** True while the disk has no room for anything new. */
    public boolean isFull() {
        return disk.isFull();
    }

    /** False when nothing of the shard may change: it is damaged or stopped. */
    public boolean isServed(int shard) {
        return disk.isServed(shard);
    }

    /** True while the journal's writer needs the CPU of this core. */
    public boolean needsCpu() {
        return journal.needsCpu();
    }

    /** End of the cycle: hands over what was appended. @return work done */
    public int doWork() {
        return journal.doWork();
    }
}
