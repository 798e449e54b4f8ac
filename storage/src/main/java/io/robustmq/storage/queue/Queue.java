package io.robustmq.storage.queue;

import io.robustmq.storage.queue.concurrent.Page;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * One queue: its counts, and which part of it is where. Sequences count what was ever enqueued,
 * from 0. The thread of the shard's core.
 *
 * <pre>
 * low ... unacknowledged, returned ... window ... cold (in the tables only) ... tail ... next
 * </pre>
 *
 * <p>What was given back lies between what is out; it goes first, by its sequence. Usually nothing
 * is cold, and there is no tail. The tail opens when the last cold page is read: what is enqueued
 * meanwhile need not be read again.
 */
final class Queue {
    private static final long ABSENT = -1;

    private final long id;
    private final String name;
    private final Entries entries;
    private final QueueCounts counts = new QueueCounts();
    private final IntRing window = new IntRing();
    private final IntRing tail = new IntRing();
    private final ColdRange cold = new ColdRange();
    private final SequenceHeap returned = new SequenceHeap();
    private final Long2LongHashMap unacknowledged = new Long2LongHashMap(ABSENT);

    /** Behind the last message that was delivered in this life. */
    private long cursor;

    /** What lies before it was enqueued in an earlier life, and may have been delivered there. */
    private long doubtTo;

    /** What waits before it, but for what was out then, is to be taken out; 0: nothing. */
    private long purgeTo;

    private final LongHashSet keptInPurge = new LongHashSet();

    private boolean isTailOpen;
    private @Nullable Page page;
    private boolean isPageVoid;
    private boolean isWaiting;

    Queue(long id, String name, Entries entries) {
        this.id = id;
        this.name = name;
        this.entries = entries;
    }

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    QueueCounts counts() {
        return counts;
    }

    /** After a start: everything is cold, and in doubt. */
    void started(long position) {
        doubtTo = counts.next();
        cold.reset(counts.low(), counts.next(), position);
    }

    // ---- its parts ----

    IntRing window() {
        return window;
    }

    IntRing tail() {
        return tail;
    }

    ColdRange cold() {
        return cold;
    }

    SequenceHeap returned() {
        return returned;
    }

    /** Messages that are out. */
    int unacknowledged() {
        return unacknowledged.size();
    }

    /** Messages that wait. */
    long ready() {
        return purgeTo > 0 && isSweeping()
                ? counts.next() - purgeTo + returned.size()
                : counts.messages() - unacknowledged.size();
    }

    /** The entry that is delivered next; {@link Entries#NONE} when none is in memory. */
    int first() {
        if (returned.isEmpty()) {
            return window.isEmpty() ? Entries.NONE : window.first();
        }
        return window.isEmpty()
                        || entries.sequence(returned.first()) < entries.sequence(window.first())
                ? returned.first()
                : window.first();
    }

    /** Takes {@link #first} off. */
    void removeFirst(int entry) {
        if (!window.isEmpty() && window.first() == entry) {
            window.removeFirst();
        } else {
            returned.removeFirst();
        }
    }

    /** No sequence before it waits. */
    long firstSequence() {
        int entry = first();
        return entry == Entries.NONE ? cold.from() : entries.sequence(entry);
    }

    /** No sequence before it is in the queue. */
    long lowest() {
        return unacknowledged.isEmpty() ? firstSequence() : counts.low();
    }

    /** What waits has never been passed by the cursor: one range holds it and nothing else. */
    boolean isInOnePart() {
        return returned.isEmpty() && firstSequence() >= cursor;
    }

    boolean isInDoubt(long sequence) {
        return sequence < doubtTo;
    }

    boolean isDeleted() {
        return counts.sweepTo() == HeadFlyweight.ALL;
    }

    // ---- what is to be taken out message by message ----

    void purge() {
        purgeTo = counts.next();
        keptInPurge.clear();
        unacknowledged.longForEach((sequence, entry) -> keptInPurge.add(sequence));
    }

    /** It is void, once it waits in the window. */
    boolean isVoid(long sequence) {
        return isDeleted() || (sequence < purgeTo && !keptInPurge.contains(sequence));
    }

    /** Something before the window's or the cold part's beginning is to be taken out. */
    boolean isSweeping() {
        long waiting = window.isEmpty() ? cold.from() : entries.sequence(window.first());
        return isDeleted() ? counts.messages() > 0 : waiting < purgeTo;
    }

    void swept() {
        purgeTo = 0;
        keptInPurge.clear();
    }

    // ---- what is out ----

    void out(int entry) {
        long sequence = entries.sequence(entry);
        unacknowledged.put(sequence, entry);
        cursor = Math.max(cursor, sequence + 1);
    }

    /** The entry of a message that is out; {@link Entries#NONE}. */
    int find(long sequence) {
        return (int) unacknowledged.get(sequence);
    }

    boolean isOut(long sequence) {
        return unacknowledged.get(sequence) != ABSENT;
    }

    void back(long sequence) {
        unacknowledged.remove(sequence);
    }

    Long2LongHashMap allUnacknowledged() {
        return unacknowledged;
    }

    // ---- the tail ----

    boolean isTailOpen() {
        return isTailOpen;
    }

    void openTail() {
        isTailOpen = true;
    }

    /**
     * What is in it is cold now.
     *
     * @param position behind all frames of it
     */
    void coolTail(long position) {
        if (isTailOpen) {
            isTailOpen = false;
            if (!tail.isEmpty()) {
                cold.extendTo(entries.sequence(tail.last()) + 1, position);
            }
        }
    }

    /** Nothing is cold any more: what is in it follows what is in the window. */
    void joinTail() {
        isTailOpen = false;
        while (!tail.isEmpty()) {
            window.addLast(tail.removeFirst());
        }
        cold.emptyAt(counts.next());
    }

    // ---- the page that is read ----

    @Nullable Page page() {
        return page;
    }

    void page(@Nullable Page reading) {
        page = reading;
        isPageVoid = false;
    }

    /** What is read now is not what the queue has. */
    void voidPage() {
        isPageVoid = page != null;
    }

    boolean isPageVoid() {
        return isPageVoid;
    }

    /** It is in the line of those that want a page. */
    boolean isWaiting() {
        return isWaiting;
    }

    void waiting(boolean waits) {
        isWaiting = waits;
    }
}
