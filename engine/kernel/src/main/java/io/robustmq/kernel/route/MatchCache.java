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

    private final SubscriptionTree tree;
    private final RouteSummary others;
    private final RouteVersions versions;
    private final RouteBuilder builder = new RouteBuilder();
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
        this.tree = tree;
        this.others = others;
        this.versions = versions;
        this.seed = hashSeed;
        this.bytesMax = bytesMax;
        int sets = Math.max(1, Integer.highestOneBit(routesMax * 2 - 1) >>> WAYS_SHIFT);
        this.setMask = sets - 1;
        this.tags = new int[sets * WAYS];
        this.routes = new Route[sets * WAYS];
        this.used = new byte[sets];
    }

    /** The current route of a topic, remembered or made. */
    public Route route(DirectBuffer topic, int offset, int length) {
        long hash = TopicBytes.hash(topic, offset, length, seed);
        int set = (int) hash & setMask;
        int tag = tagOf(hash);
        int end = set + 1 << WAYS_SHIFT;
        for (int way = set << WAYS_SHIFT; way < end; way++) {
            Route route = tags[way] == tag ? routes[way] : null;
            if (route != null && route.isFor(topic, offset, length)) {
                return route.isCurrent() ? hit(set, way, route) : renew(way, topic, offset, length);
            }
        }
        return insert(set, tag, topic, offset, length);
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

    private Route hit(int set, int way, Route route) {
        hits++;
        int bit = 1 << (way & WAYS - 1);
        if ((used[set] & bit) == 0) {
            used[set] |= (byte) bit;
        }
        return route;
    }

    private Route renew(int way, DirectBuffer topic, int offset, int length) {
        int tag = tags[way];
        evict(way);
        Route route = match(topic, offset, length);
        keep(way, tag, route);
        return route;
    }

    private Route insert(int set, int tag, DirectBuffer topic, int offset, int length) {
        Route route = match(topic, offset, length);
        keep(freeWay(set), tag, route);
        return route;
    }

    private Route match(DirectBuffer topic, int offset, int length) {
        misses++;
        tree.match(topic, offset, length, builder);
        others.match(topic, offset, length);
        byte[] name = new byte[length];
        topic.getBytes(offset, name);
        return new Route(
                name,
                builder.toArray(),
                others.cores(),
                others.keepingCores(),
                versions,
                versions.countersOf(topic, offset, length));
    }

    private void keep(int way, int tag, Route route) {
        int routeBytes = route.heapBytes();
        if (routeBytes > bytesMax / LARGEST_SHARE || !makeRoom(routeBytes)) {
            return;
        }
        tags[way] = tag;
        routes[way] = route;
        bytes += routeBytes;
        count++;
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
