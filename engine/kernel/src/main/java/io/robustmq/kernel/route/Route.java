package io.robustmq.kernel.route;

import io.robustmq.kernel.topic.TopicBytes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * Who gets the messages of one topic: this core's subscriptions and the set of other cores that
 * want it. What it names never changes; a change in the tree makes it outdated instead, so a
 * publisher may keep its last route and ask {@link #isCurrent()} before each use.
 *
 * <p>The subscriptions of one subscriber are neighbours, so that one pass can send a subscriber
 * with overlapping filters a single message of the highest QoS with all their identifiers
 * [MQTT-3.3.4-2..5].
 */
@OwnedBy(Core.class)
public final class Route {
    /** Headers, fields and padding of a route and its two arrays, rounded up. */
    private static final int FIXED_BYTES = 112;

    private final byte[] topic;
    private final Subscription[] subscriptions;
    private final long cores;
    private final long keepingCores;
    private final RouteVersions versions;
    private final long counters;
    private final long version;
    private long checkedAt;

    /**
     * @param topic kept, not copied
     * @param counters which of the versions' counters rule this topic
     */
    Route(
            byte[] topic,
            Subscription[] subscriptions,
            long cores,
            long keepingCores,
            RouteVersions versions,
            long counters) {
        this.topic = topic;
        this.subscriptions = subscriptions;
        this.cores = cores;
        this.keepingCores = keepingCores;
        this.versions = versions;
        this.counters = counters;
        this.version = versions.sum(counters);
        this.checkedAt = versions.changes();
    }

    /** Grouped by subscriber; exactly {@link #count()} long; read only. */
    public Subscription[] subscriptions() {
        return subscriptions;
    }

    public int count() {
        return subscriptions.length;
    }

    /** One bit for each other core with a matching subscription, bit 0 for core 0. */
    public long cores() {
        return cores;
    }

    /**
     * Those of {@link #cores} where someone's messages are kept: they are delivered only when that
     * core says so.
     */
    public long keepingCores() {
        return keepingCores;
    }

    /** True when nobody at all wants the topic. */
    public boolean isEmpty() {
        return subscriptions.length == 0 && cores == 0;
    }

    /** Grows with the changes that may concern this topic; equal versions are equal routes. */
    public long version() {
        return version;
    }

    /**
     * False once a subscription that may match the topic came or went: then ask the cache again.
     * One comparison while no subscription changes at all, five loads at the first call after one.
     */
    public boolean isCurrent() {
        return checkedAt == versions.changes() || isStillCurrent();
    }

    private boolean isStillCurrent() {
        if (versions.sum(counters) != version) {
            return false;
        }
        checkedAt = versions.changes();
        return true;
    }

    /** True when the bytes are this route's topic. */
    public boolean isFor(DirectBuffer buffer, int offset, int length) {
        return TopicBytes.equal(topic, buffer, offset, length);
    }

    /** Roughly what the route holds on the heap, the subscriptions themselves aside. */
    int heapBytes() {
        return FIXED_BYTES + topic.length + Integer.BYTES * subscriptions.length;
    }
}
