package io.robustmq.storage.queue;

import io.robustmq.storage.journal.Durability;
import java.util.Arrays;

/**
 * A queue's hold of a message, in memory: its place in the queue, its message, and when it may be
 * delivered. Pooled; known by an index. The thread of the shard's core.
 */
final class Entries {
    static final int NONE = -1;

    private static final int INITIAL = 64;
    private static final int DURABILITY_MASK = 0b11;
    private static final int REDELIVERED = 0b100;
    private static final int RETURNS_SHIFT = 3;

    private final int max;
    private long[] sequence = new long[INITIAL];
    private long[] mark = new long[INITIAL];
    private int[] message = new int[INITIAL];
    private int[] flags = new int[INITIAL];
    private int[] next = new int[INITIAL];
    private int made;
    private int free = NONE;
    private int used;

    Entries(int max) {
        this.max = max;
    }

    boolean isFull() {
        return used == max;
    }

    int used() {
        return used;
    }

    /**
     * Not full.
     *
     * @param handOver position that the journal must have reached for this durability
     */
    int add(long itsSequence, int itsMessage, long handOver, Durability durability) {
        int entry = claim();
        sequence[entry] = itsSequence;
        message[entry] = itsMessage;
        mark[entry] = handOver;
        flags[entry] = EnqueuedFlyweight.code(durability);
        return entry;
    }

    private int claim() {
        used++;
        if (free != NONE) {
            int entry = free;
            free = next[entry];
            return entry;
        }
        if (made == sequence.length) {
            int capacity = 2 * made;
            sequence = Arrays.copyOf(sequence, capacity);
            mark = Arrays.copyOf(mark, capacity);
            message = Arrays.copyOf(message, capacity);
            flags = Arrays.copyOf(flags, capacity);
            next = Arrays.copyOf(next, capacity);
        }
        return made++;
    }

    void remove(int entry) {
        next[entry] = free;
        free = entry;
        used--;
    }

    long sequence(int entry) {
        return sequence[entry];
    }

    int message(int entry) {
        return message[entry];
    }

    long mark(int entry) {
        return mark[entry];
    }

    Durability durability(int entry) {
        return EnqueuedFlyweight.durability(flags[entry] & DURABILITY_MASK);
    }

    /** Somebody may have had it before. */
    boolean isRedelivered(int entry) {
        return (flags[entry] & REDELIVERED) != 0;
    }

    /** How often it was given back. */
    int returns(int entry) {
        return flags[entry] >>> RETURNS_SHIFT;
    }

    void returned(int entry, int times) {
        flags[entry] = (flags[entry] & DURABILITY_MASK) | REDELIVERED | (times << RETURNS_SHIFT);
    }
}
