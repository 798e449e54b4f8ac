package io.robustmq.kernel.route;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;

/**
 * Collects the subscriptions that match one topic and puts those of one subscriber side by side.
 * Kept and used again: it allocates only to hold more than it ever held before.
 */
@OwnedBy(Core.class)
public final class RouteBuilder {
    static final Subscription[] NO_SUBSCRIPTIONS = {};

    private static final int INITIAL_CAPACITY = 64;

    /** Up to here comparing each with each is cheaper than hashing. */
    private static final int PAIRWISE_MAX = 16;

    private static final int END = -1;

    private Subscription[] matched = new Subscription[INITIAL_CAPACITY];
    private Subscription[] grouped = new Subscription[INITIAL_CAPACITY];
    private int[] next = new int[INITIAL_CAPACITY];
    private int[] last = new int[INITIAL_CAPACITY];
    private int[] heads = new int[2 * INITIAL_CAPACITY];
    private int count;
    private int filters;

    /** Empties the builder and lets go of what it held. */
    public void clear() {
        Arrays.fill(matched, 0, count, null);
        count = 0;
        filters = 0;
    }

    public int count() {
        return count;
    }

    /**
     * @param index 0 to {@link #count()} − 1
     */
    public Subscription get(int index) {
        return matched[index];
    }

    /** A new array of what was matched. */
    Subscription[] toArray() {
        return count == 0 ? NO_SUBSCRIPTIONS : Arrays.copyOf(matched, count);
    }

    /** The subscriptions of the next matching filter follow, each subscriber at most once. */
    void beginFilter() {
        filters++;
    }

    void add(Subscription subscription) {
        if (count == matched.length) {
            grow(count + 1);
        }
        matched[count++] = subscription;
    }

    void addAll(Subscription[] subscriptions, int length) {
        if (count + length > matched.length) {
            grow(count + length);
        }
        System.arraycopy(subscriptions, 0, matched, count, length);
        count += length;
    }

    /** Puts the subscriptions of each subscriber side by side, in the order they were found in. */
    void group() {
        if (filters < 2) {
            return; // one filter names no subscriber twice
        }
        if (count <= PAIRWISE_MAX) {
            groupPairwise();
        } else {
            groupByHash();
        }
    }

    private void groupPairwise() {
        int end = 1; // behind the group that is being gathered
        while (end < count) {
            Subscriber subscriber = matched[end - 1].subscriber();
            for (int i = end; i < count; i++) {
                if (matched[i].subscriber() == subscriber) {
                    moveForward(i, end++);
                }
            }
            end++;
        }
    }

    private void moveForward(int from, int to) {
        Subscription moved = matched[from];
        System.arraycopy(matched, to, matched, to + 1, from - to);
        matched[to] = moved;
    }

    /** Chains each subscriber's subscriptions behind its first one, then lays the chains out. */
    private void groupByHash() {
        prepareHeads();
        for (int i = 0; i < count; i++) {
            next[i] = END;
            last[i] = i;
            int first = firstOf(matched[i].subscriber(), i);
            if (first != i) {
                next[last[first]] = i;
                last[first] = i;
                last[i] = END; // not a first one
            }
        }
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (int link = last[i] == END ? END : i; link != END; link = next[link]) {
                grouped[at++] = matched[link];
            }
        }
        swap();
    }

    /** Index of the subscriber's first subscription, {@code index} itself if there was none. */
    private int firstOf(Subscriber subscriber, int index) {
        int mask = headsInUse() - 1;
        int slot = spread(System.identityHashCode(subscriber)) & mask;
        while (heads[slot] != END) {
            if (matched[heads[slot]].subscriber() == subscriber) {
                return heads[slot];
            }
            slot = slot + 1 & mask;
        }
        heads[slot] = index;
        return index;
    }

    static int spread(int identityHash) {
        int product = identityHash * 0x9E3779B9;
        return product ^ product >>> 16;
    }

    private void prepareHeads() {
        if (grouped.length < matched.length) {
            grouped = new Subscription[matched.length];
            next = new int[matched.length];
            last = new int[matched.length];
            heads = new int[2 * matched.length];
        }
        Arrays.fill(heads, 0, headsInUse(), END);
    }

    /** A power of two of at least twice the count, so that probing stays short. */
    private int headsInUse() {
        return Integer.highestOneBit(2 * count - 1) << 1;
    }

    private void swap() {
        Subscription[] ordered = grouped;
        grouped = matched;
        matched = ordered;
        Arrays.fill(grouped, 0, count, null);
    }

    private void grow(int atLeast) {
        int capacity = Integer.highestOneBit(atLeast - 1) << 1;
        matched = Arrays.copyOf(matched, capacity);
    }
}
