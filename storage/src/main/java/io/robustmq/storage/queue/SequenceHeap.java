package io.robustmq.storage.queue;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Entries by their sequence, the lowest first. Bounded by whoever adds. One thread. */
final class SequenceHeap {
    private static final int INITIAL = 8;

    private long[] sequences = {};
    private int[] entries = {};
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Not empty. */
    int first() {
        return entries[0];
    }

    void add(long sequence, int entry) {
        if (size == entries.length) {
            int capacity = Math.max(INITIAL, 2 * size);
            sequences = Arrays.copyOf(sequences, capacity);
            entries = Arrays.copyOf(entries, capacity);
        }
        int at = size++;
        while (at > 0 && sequences[(at - 1) >> 1] > sequence) {
            move((at - 1) >> 1, at);
            at = (at - 1) >> 1;
        }
        sequences[at] = sequence;
        entries[at] = entry;
    }

    /** Not empty. */
    int removeFirst() {
        int first = entries[0];
        long sequence = sequences[--size];
        int entry = entries[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && sequences[child + 1] < sequences[child]) {
                child++;
            }
            if (sequences[child] >= sequence) {
                break;
            }
            move(child, at);
            at = child;
        }
        if (size > 0) {
            sequences[at] = sequence;
            entries[at] = entry;
        }
        return first;
    }

    /** Removes every entry from a sequence on. */
    void removeFrom(long sequence, IntConsumer removed) {
        int all = size;
        size = 0;
        for (int i = 0; i < all; i++) {
            if (sequences[i] >= sequence) {
                removed.accept(entries[i]);
            } else {
                add(sequences[i], entries[i]);
            }
        }
    }

    private void move(int from, int to) {
        sequences[to] = sequences[from];
        entries[to] = entries[from];
    }
}
