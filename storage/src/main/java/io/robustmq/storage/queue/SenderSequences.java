package io.robustmq.storage.queue;

import org.agrona.collections.Long2LongHashMap;

/**
 * What each sender sent last: who sends again after a restart is told that it is here already. A
 * sender numbers what it sends without going back; how it comes by its number, and what it sends,
 * is not known here. Bounded: a new one takes the place of the one silent for longest, if that was
 * so for long enough, since what is forgotten is taken twice. Changed by events only. One thread.
 */
public final class SenderSequences {
    /** From {@link #toForget}: nobody. */
    public static final long NOBODY = Long.MIN_VALUE;

    private static final long ABSENT = Long.MIN_VALUE;

    private final int max;
    private final long expiryMs;
    private final Long2LongHashMap last = new Long2LongHashMap(ABSENT);
    private final Long2LongHashMap seenMs = new Long2LongHashMap(ABSENT);

    /**
     * @param max senders
     * @param expiryMs how long one is remembered that sends nothing
     */
    public SenderSequences(int max, long expiryMs) {
        this.max = max;
        this.expiryMs = expiryMs;
    }

    /** It was taken before. */
    public boolean has(long sender, long sequence) {
        long known = last.get(sender);
        return known != ABSENT && sequence <= known;
    }

    /** There is room to remember this sender. */
    public boolean hasRoom(long sender) {
        return last.size() < max || last.get(sender) != ABSENT;
    }

    /**
     * When there is no room: who may be forgotten.
     *
     * @return {@link #NOBODY} when all were heard of not long ago
     */
    public long toForget(long nowMs) {
        long oldest = NOBODY;
        long oldestMs = Long.MAX_VALUE;
        Long2LongHashMap.EntryIterator each = seenMs.entrySet().iterator();
        while (each.hasNext()) {
            each.next();
            if (each.getLongValue() < oldestMs) {
                oldest = each.getLongKey();
                oldestMs = each.getLongValue();
            }
        }
        return oldest != NOBODY && nowMs - oldestMs >= expiryMs ? oldest : NOBODY;
    }

    /** An event: it was taken. */
    public void sent(long sender, long sequence, long atMs) {
        last.put(sender, Math.max(sequence, last.get(sender)));
        seenMs.put(sender, atMs);
    }

    /** An event. */
    public void forgotten(long sender) {
        last.remove(sender);
        seenMs.remove(sender);
    }

    public int size() {
        return last.size();
    }
}
