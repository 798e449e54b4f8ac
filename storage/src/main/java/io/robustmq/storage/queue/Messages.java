package io.robustmq.storage.queue;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;

/**
 * Messages in memory, each once, however many queues of the shard refer to it. Known by a slot; one
 * that several queues have also by its number, since its count of references must be one and the
 * same for all of them. The thread of the shard's core.
 *
 * <p>A count that was changed stays here until the tables have it too: whoever reads the message
 * from the tables takes the count from here first.
 */
final class Messages {
    static final int NONE = -1;

    /** In place of a number: one queue has it, nothing else knows it. */
    static final long UNSHARED = -1;

    private static final int INITIAL = 64;

    private final int max;
    private final BodyBlocks bodies;
    private final Long2LongHashMap byNumber = new Long2LongHashMap(NONE);
    private final IntRing changed = new IntRing();
    private long[] number = new long[INITIAL];
    private long[] position = new long[INITIAL];
    private int[] references = new int[INITIAL];
    private int[] holders = new int[INITIAL];
    private int[] waiters = new int[INITIAL];
    private int[] length = new int[INITIAL];
    private int[] block = new int[INITIAL];
    private boolean[] isQueued = new boolean[INITIAL];
    private int[] next = new int[INITIAL];
    private int made;
    private int free = NONE;
    private int used;

    Messages(int max, BodyBlocks bodies) {
        this.max = max;
        this.bodies = bodies;
    }

    boolean isFull() {
        return used == max;
    }

    int used() {
        return used;
    }

    /** The slot of a shared message; {@link #NONE} when it is not in memory. */
    int find(long messageNumber) {
        return (int) byNumber.get(messageNumber);
    }

    /**
     * Not full. Nobody holds it yet; its body is not there yet.
     *
     * @param referring queues that have it
     */
    int add(long messageNumber, int referring, int bodyLength, long changedAt) {
        int slot = claim();
        number[slot] = messageNumber;
        references[slot] = referring;
        length[slot] = bodyLength;
        position[slot] = changedAt;
        holders[slot] = 0;
        waiters[slot] = 0;
        block[slot] = BodyBlocks.NONE;
        if (messageNumber != UNSHARED) {
            byNumber.put(messageNumber, slot);
        }
        return slot;
    }

    private int claim() {
        used++;
        if (free != NONE) {
            int slot = free;
            free = next[slot];
            return slot;
        }
        if (made == number.length) {
            grow(2 * made);
        }
        return made++;
    }

    private void grow(int capacity) {
        number = Arrays.copyOf(number, capacity);
        position = Arrays.copyOf(position, capacity);
        references = Arrays.copyOf(references, capacity);
        holders = Arrays.copyOf(holders, capacity);
        waiters = Arrays.copyOf(waiters, capacity);
        length = Arrays.copyOf(length, capacity);
        block = Arrays.copyOf(block, capacity);
        isQueued = Arrays.copyOf(isQueued, capacity);
        next = Arrays.copyOf(next, capacity);
    }

    long number(int slot) {
        return number[slot];
    }

    boolean isShared(int slot) {
        return number[slot] != UNSHARED;
    }

    int length(int slot) {
        return length[slot];
    }

    /** Queues that have it and have not finished with it. */
    int references(int slot) {
        return references[slot];
    }

    /**
     * @param changedAt stream position behind the frame that says so
     */
    void references(int slot, int left, long changedAt) {
        references[slot] = left;
        position[slot] = changedAt;
    }

    // ---- the body ----

    boolean hasBody(int slot) {
        return block[slot] != BodyBlocks.NONE;
    }

    /** There is room for it. */
    void putBody(int slot, DirectBuffer from, int offset) {
        block[slot] = bodies.store(from, offset, length[slot]);
    }

    void dropBody(int slot) {
        if (hasBody(slot)) {
            bodies.free(block[slot]);
            block[slot] = BodyBlocks.NONE;
        }
    }

    /** From 0 on; valid until the next call. */
    DirectBuffer body(int slot) {
        return bodies.read(block[slot], length[slot]);
    }

    // ---- who holds it in memory ----

    /** Somebody waits for it to be delivered. */
    void hold(int slot) {
        holders[slot]++;
        waiters[slot]++;
    }

    /**
     * One who waited for it has it.
     *
     * @return true when nobody else waits: its body may be dropped
     */
    boolean out(int slot) {
        return --waiters[slot] == 0;
    }

    /** One who had it waits again. */
    void back(int slot) {
        waiters[slot]++;
    }

    /**
     * The last one to let go frees it, unless the tables have an older count of references.
     *
     * @param waited for it, and does not have it
     */
    void release(int slot, boolean waited) {
        waiters[slot] -= waited ? 1 : 0;
        if (--holders[slot] > 0) {
            return;
        }
        dropBody(slot);
        if (!isShared(slot) || references[slot] == 0) {
            forget(slot);
        } else if (!isQueued[slot]) {
            isQueued[slot] = true;
            changed.addLast(slot);
        }
    }

    /** Forgets what nobody holds and the tables have by now. */
    void forgetBefore(long applied) {
        while (!changed.isEmpty() && position[changed.first()] <= applied) {
            int slot = changed.removeFirst();
            isQueued[slot] = false;
            if (holders[slot] == 0) {
                forget(slot);
            }
        }
    }

    private void forget(int slot) {
        if (isQueued[slot]) {
            // It is forgotten when its turn comes.
            position[slot] = 0;
            return;
        }
        if (isShared(slot)) {
            byNumber.remove(number[slot]);
        }
        next[slot] = free;
        free = slot;
        used--;
    }
}
