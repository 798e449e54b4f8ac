package io.robustmq.kernel.route;

import io.robustmq.kernel.topic.TopicBytes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the topics published most lately on this core, so that a message costs one look-up
 * instead of a walk through the tree. Bounded in routes and in bytes; a hit allocates nothing, a
 * miss what the new route holds.
 *
 * <p>Built like a processor's cache: the topic's hash picks a set of eight ways, each a tag (half
 * the hash) and a route; a tag that fits is confirmed by the topic's bytes. A full set gives up the
 * first way not asked for since its last eviction. Beyond the byte limit a hand goes round the
 * sets, a bounded number per insert. Nothing is dropped when subscriptions change: an outdated
 * route is found to be so when asked for ({@link RouteVersions}) and then replaced in its place.
 */
@OwnedBy(Core.class)
public final class MatchCache {
    private static final int WAYS_SHIFT = 3;
    private static final int WAYS = 1 << WAYS_SHIFT;
    private static final int ALL_WAYS = (1 << WAYS) - 1;

    /** Sets the hand empties at most for one insert. */
    private static final int SETS_PER_INSERT = 4;

    /** A route that would take more than this share of the bytes is not kept. */
    private static final int LARGEST_SHARE = 4;

    /** Nodes that {@link #tryRoute} visits: a quarter of a millisecond's worth at most. */
    static final int NODES_AT_ONCE = 1 << 12;

    /** Nodes that {@link #goOn} visits: some milliseconds' worth. */
    static final int NODES_PER_STEP = 1 << 16;

    /**
     * A subscription that comes or goes makes a long match begin again; after so many times it is
     * done in one go, lest its publishers wait for ever.
     */
    static final int BEGUN_AGAIN_MAX = 16;

    private TopicMatch current;

    /** The match that takes steps, if {@link #pending}. */
    private TopicMatch steps;

    private boolean pending;
    private int begunAgain;

    /** What steps led to last: for those who wait for it, even if it is too large to be kept. */
    private @Nullable Route found;

    private final long seed;
    private final long bytesMax;
    private final int setMask;

    /** 0 is an empty way. */
    private final int[] tags;

    private final @Nullable Route[] routes;

    /** By set, one bit a way: asked for since the set's last eviction. */
    private final byte[] used;

    private long bytes;
    private int count;
    private int handSet;
    private long hits;
    private long misses;

    /**
     * @param others what the other cores want
     * @param versions the same that the tree and the summary report to
     * @param routesMax kept at most; rounded up to a power of two of at least 8
     * @param bytesMax of topics and route arrays
     */
    public MatchCache(
            SubscriptionTree tree,
            RouteSummary others,
            RouteVersions versions,
            int routesMax,
            long bytesMax,
            long hashSeed) {
        this.current = new TopicMatch(tree, others, versions);
        this.steps = new TopicMatch(tree, others, versions);
        this.seed = hashSeed;
        this.bytesMax = bytesMax;
        int sets = Math.max(1, Integer.highestOneBit(routesMax * 2 - 1) >>> WAYS_SHIFT);
        this.setMask = sets - 1;
        this.tags = new int[sets * WAYS];
        this.routes = new Route[sets * WAYS];
        this.used = new byte[sets];
    }

    /** The current route of a topic, remembered or made, however long that takes. */
    public Route route(DirectBuffer topic, int offset, int length) {
        long hash = TopicBytes.hash(topic, offset, length, seed);
        int way = find(hash, topic, offset, length);
        Route known = way < 0 ? null : routes[way];
        if (known != null && known.isCurrent()) {
            return hit(way, known);
        }
        misses++;
        current.begin(topic, offset, length);
        current.goOn(Integer.MAX_VALUE);
        return keep(way, hash, current.route());
    }

    /**
     * As {@link #route}, in a bounded time.
     *
     * @return null when the match takes longer; {@link #goOn} goes on with the first such one. Ask
     *     again when that has ended
     */
    public @Nullable Route tryRoute(DirectBuffer topic, int offset, int length) {
        long hash = TopicBytes.hash(topic, offset, length, seed);
        int way = find(hash, topic, offset, length);
        Route known = way < 0 ? null : routes[way];
        if (known != null && known.isCurrent()) {
            return hit(way, known);
        }
        Route last = found;
        if (last != null && last.isFor(topic, offset, length) && last.isCurrent()) {
            return last;
        }
        misses++;
        current.begin(topic, offset, length);
        if (current.goOn(NODES_AT_ONCE)) {
            return keep(way, hash, current.route());
        }
        if (!pending) {
            takeSteps();
        }
        return null;
    }

    private void takeSteps() {
        TopicMatch free = steps;
        steps = current;
        current = free;
        steps.keepTopic();
        begunAgain = 0;
        pending = true;
    }

    /** Whether there is something to {@link #goOn} with. */
    public boolean isPending() {
        return pending;
    }

    /** Once per cycle while a match {@link #isPending}: one step of it. */
    public void goOn() {
        if (steps.isOutdated()) {
            steps.beginAgain();
            begunAgain++;
        }
        if (steps.goOn(begunAgain < BEGUN_AGAIN_MAX ? NODES_PER_STEP : Integer.MAX_VALUE)) {
            pending = false;
            long hash = TopicBytes.hash(steps.topic(), steps.offset(), steps.length(), seed);
            int way = find(hash, steps.topic(), steps.offset(), steps.length());
            found = keep(way, hash, steps.route());
        }
    }

    /** The way that has this topic, −1 if none has. */
    private int find(long hash, DirectBuffer topic, int offset, int length) {
        int set = (int) hash & setMask;
        int tag = tagOf(hash);
        int end = set + 1 << WAYS_SHIFT;
        for (int way = set << WAYS_SHIFT; way < end; way++) {
            Route route = tags[way] == tag ? routes[way] : null;
            if (route != null && route.isFor(topic, offset, length)) {
                return way;
            }
        }
        return -1;
    }

    /** Routes kept. */
    public int count() {
        return count;
    }

    /** Bytes of the routes kept. */
    public long bytes() {
        return bytes;
    }

    public long hits() {
        return hits;
    }

    /** Look-ups that walked the tree: new topics and outdated routes. */
    public long misses() {
        return misses;
    }

    private Route hit(int way, Route route) {
        hits++;
        int set = way >>> WAYS_SHIFT;
        int bit = 1 << (way & WAYS - 1);
        if ((used[set] & bit) == 0) {
            used[set] |= (byte) bit;
        }
        return route;
    }

    /**
     * @param outdated the way that has this topic's last route; negative when none has
     */
    private Route keep(int outdated, long hash, Route route) {
        int way = outdated;
        if (way < 0) {
            way = freeWay((int) hash & setMask);
        } else {
            evict(way);
        }
        int routeBytes = route.heapBytes();
        if (routeBytes <= bytesMax / LARGEST_SHARE && makeRoom(routeBytes)) {
            tags[way] = tagOf(hash);
            routes[way] = route;
            bytes += routeBytes;
            count++;
        }
        return route;
    }

    /** A way of the set that is empty, or has been emptied. */
    private int freeWay(int set) {
        int first = set << WAYS_SHIFT;
        for (int way = first; way < first + WAYS; way++) {
            if (tags[way] == 0) {
                return way;
            }
        }
        int unused = ~used[set] & ALL_WAYS;
        if (unused == 0) {
            unused = ALL_WAYS;
        }
        used[set] = 0;
        int way = first + Integer.numberOfTrailingZeros(unused);
        evict(way);
        return way;
    }

    private boolean makeRoom(int routeBytes) {
        for (int i = 0; i < SETS_PER_INSERT && bytes + routeBytes > bytesMax; i++) {
            handSet = handSet + 1 & setMask;
            int first = handSet << WAYS_SHIFT;
            for (int way = first; way < first + WAYS; way++) {
                evict(way);
            }
        }
        return bytes + routeBytes <= bytesMax;
    }

    private void evict(int way) {
        Route route = routes[way];
        if (route != null) {
            bytes -= route.heapBytes();
            count--;
            routes[way] = null;
            tags[way] = 0;
        }
    }

    private static int tagOf(long hash) {
        int tag = (int) (hash >>> 32);
        return tag == 0 ? 1 : tag;
    }
}
