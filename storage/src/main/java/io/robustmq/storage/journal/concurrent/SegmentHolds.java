package io.robustmq.storage.journal.concurrent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who still needs which part of the journal. Any thread places, moves and releases its hold; one
 * thread asks before it frees.
 */
public final class SegmentHolds {
    private final Set<Hold> holds = ConcurrentHashMap.newKeySet();

    /** One reader's claim to everything from a journal position on. */
    public final class Hold {
        private volatile long position;

        private Hold(long position) {
            this.position = position;
        }

        /** What lies before it is not needed any more; never goes back. */
        public void moveTo(long later) {
            position = later;
        }

        public void release() {
            holds.remove(this);
        }
    }

    /** What was freed before stays freed: the holder looks whether its segment is still there. */
    public Hold hold(long position) {
        Hold hold = new Hold(position);
        holds.add(hold);
        return hold;
    }

    /**
     * Journal position from which on somebody needs everything; the highest long when nobody does.
     */
    public long lowest() {
        long lowest = Long.MAX_VALUE;
        for (Hold hold : holds) {
            lowest = Math.min(lowest, hold.position);
        }
        return lowest;
    }
}
