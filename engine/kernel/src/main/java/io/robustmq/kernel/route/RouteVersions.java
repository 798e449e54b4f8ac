package io.robustmq.kernel.route;

import io.robustmq.kernel.topic.TopicBytes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * Says which routes a changed subscription outdates, without looking for them. One per core, shared
 * by its subscription tree, its summary and its match cache.
 *
 * <p>The scheme: a table of counters addressed by hash. A change of a filter adds one to exactly
 * one of them:
 *
 * <ul>
 *   <li>no wildcard: the counter of the whole filter, since only that very topic is concerned;
 *   <li>the first wildcard at level d &gt; 0: the counter of the filter's first min(d, 3) levels;
 *   <li>the first wildcard at level 0: the root counter.
 * </ul>
 *
 * A route adds up the root counter, those of its topic's first 1, 2 and 3 levels and that of the
 * whole topic. It is sound: whatever topic a filter matches begins with the levels before the
 * filter's first wildcard, hence the counter the change picked is among those the route adds up.
 * Counters only grow, so equal sums mean that none of them moved. Two names that share a counter
 * cost a rematch, never a wrong route.
 */
@OwnedBy(Core.class)
public final class RouteVersions {
    /** Levels of a literal prefix that are told apart. */
    private static final int PREFIX_LEVELS = 3;

    /** Four counter indexes of 16 bits fill the long that a route keeps. */
    private static final int COUNTERS = 1 << 16;

    private static final int INDEX_MASK = COUNTERS - 1;
    private static final int WHOLE_SHIFT = 48;

    private final long[] counters = new long[COUNTERS];
    private final long seed;
    private long root;
    private long changes;

    public RouteVersions(long seed) {
        this.seed = seed;
    }

    /** Changes of any subscription since the start. */
    long changes() {
        return changes;
    }

    /** A subscription of this filter came, went or was replaced. */
    void onChange(DirectBuffer filter, int offset, int length) {
        changes++;
        int limit = offset + length;
        int level = 0;
        int prefixEnd = offset;
        for (int at = offset; at <= limit; level++) {
            if (isWildcard(filter, at, limit)) {
                bump(filter, offset, prefixEnd - offset, level);
                return;
            }
            int end = TopicBytes.levelEnd(filter, at, limit);
            prefixEnd = level < PREFIX_LEVELS ? end : prefixEnd;
            at = end + 1;
        }
        counters[index(filter, offset, length, ~seed)]++;
    }

    private void bump(DirectBuffer filter, int offset, int prefixLength, int level) {
        if (level == 0) {
            root++;
        } else {
            counters[index(filter, offset, prefixLength, seed)]++;
        }
    }

    private static boolean isWildcard(DirectBuffer filter, int at, int limit) {
        if (at == limit) {
            return false;
        }
        byte first = filter.getByte(at);
        return first == '+' || first == '#';
    }

    /**
     * The counters that rule a topic, 16 bits each; a shorter topic names its last prefix again.
     */
    long countersOf(DirectBuffer topic, int offset, int length) {
        long packed = (long) index(topic, offset, length, ~seed) << WHOLE_SHIFT;
        int limit = offset + length;
        int end = offset - 1;
        for (int level = 0; level < PREFIX_LEVELS; level++) {
            end = end < limit ? TopicBytes.levelEnd(topic, end + 1, limit) : limit;
            packed |= (long) index(topic, offset, end - offset, seed) << (level << 4);
        }
        return packed;
    }

    /** The sum of a route's counters, the root's among them. */
    long sum(long packed) {
        return root
                + counters[(int) packed & INDEX_MASK]
                + counters[(int) (packed >>> 16) & INDEX_MASK]
                + counters[(int) (packed >>> 32) & INDEX_MASK]
                + counters[(int) (packed >>> WHOLE_SHIFT) & INDEX_MASK];
    }

    private static int index(DirectBuffer buffer, int offset, int length, long seed) {
        return (int) (TopicBytes.hash(buffer, offset, length, seed) >>> WHOLE_SHIFT);
    }
}
