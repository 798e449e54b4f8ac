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

    /** Marks from here on wait until the journal has come to {@link #heldUntil}. */
    private long heldFrom = Long.MAX_VALUE;

    private long heldUntil = NEVER;

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
            fenced(shard);
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

    /** Something was to be appended to the shard past the gate, and the journal took it not. */
    public void fenced(int shard) {
        refusals++;
        isFenced |= disk.isServed(shard);
    }

    /** Something is not taken, whatever the disk does: who asked for it hears of it. */
    public void refused() {
        refusals++;
    }

    /**
     * Something of this policy is to be appended past the gate and cannot be now: no mark taken
     * from here on is reached before it is. Until {@link #letGo} the gate {@link #isBehind}.
     */
    public void hold(Durability durability) {
        long behind = Math.max(journal.handOver(), lastMarks[durability.ordinal()]) + 1;
        if (!isHeld() && isPast(Durability.SYNC) && isPast(Durability.INTERVAL)) {
            heldFrom = behind;
        }
        heldFrom = Math.min(heldFrom, behind);
        heldUntil = NEVER;
        lastMarks[durability.ordinal()] = behind;
    }

    private boolean isPast(Durability durability) {
        return journal.reached(durability) >= heldUntil;
    }

    /** All that was held is appended. */
    public void letGo() {
        heldUntil = journal.handOver();
    }

    private boolean isHeld() {
        return heldFrom != Long.MAX_VALUE && heldUntil == NEVER;
    }

    /** Events that were not taken so far. */
    public long refusals() {
        return refusals;
    }

    /** What has been appended so far: what an acknowledgement given now may have to wait for. */
    public long mark() {
        return isFenced ? NEVER : Math.max(journal.handOver(), isHeld() ? heldFrom : 0);
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
        if (mark == 0) {
            return true;
        }
        long reached = journal.reached(durability);
        return reached >= mark && (mark < heldFrom || reached >= heldUntil);
    }

    public Policies policies() {
        return policies;
    }

    /**
     * True while the disk is behind: who publishes what must be kept is not read until it has
     * caught up.
     */
    public boolean isBehind() {
        return journal.isBehind() || disk.isBehind() || isHeld();
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
