package io.robustmq.kernel.route;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The match of one topic with all that subscribers want, here and on other cores; in steps, if it
 * takes long. Kept and used again.
 */
@OwnedBy(Core.class)
final class TopicMatch {
    private final SubscriptionTree tree;
    private final RouteSummary others;
    private final RouteVersions versions;
    private final TreeWalk walk;
    private final TreeWalk othersWalk;
    private final RouteBuilder builder = new RouteBuilder();
    private final RouteBuilder othersBuilder = new RouteBuilder();
    private DirectBuffer topic = new UnsafeBuffer(0, 0);
    private int offset;
    private int length;
    private long changesBefore;

    TopicMatch(SubscriptionTree tree, RouteSummary others, RouteVersions versions) {
        this.tree = tree;
        this.others = others;
        this.versions = versions;
        this.walk = tree.walk();
        this.othersWalk = others.walk();
    }

    /** The topic's bytes are read until {@link #route}, unless {@link #keepTopic} is called. */
    void begin(DirectBuffer buffer, int at, int bytes) {
        topic = buffer;
        offset = at;
        length = bytes;
        beginAgain();
    }

    /** From the start. */
    void beginAgain() {
        changesBefore = versions.changes();
        tree.begin(topic, offset, length, walk, builder);
        others.begin(topic, offset, length, othersWalk, othersBuilder);
    }

    /** Goes on with a copy of the topic. */
    void keepTopic() {
        UnsafeBuffer copy = new UnsafeBuffer(name());
        walk.moveTo(copy, 0, offset);
        othersWalk.moveTo(copy, 0, offset);
        topic = copy;
        offset = 0;
    }

    /**
     * Since {@link #begin} something came into a tree or left it: what was found counts no more.
     */
    boolean isOutdated() {
        return versions.changes() != changesBefore;
    }

    /**
     * @param nodesMax to visit
     * @return false when it has not ended
     */
    boolean goOn(int nodesMax) {
        int left = walk.goOn(nodesMax, builder);
        return left >= 0 && othersWalk.goOn(left, othersBuilder) >= 0;
    }

    /** What was found, once it has ended. */
    Route route() {
        builder.group();
        return new Route(
                name(),
                builder.toArray(),
                RouteSummary.cores(othersBuilder),
                RouteSummary.keepingCores(othersBuilder),
                versions,
                versions.countersOf(topic, offset, length));
    }

    DirectBuffer topic() {
        return topic;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    private byte[] name() {
        byte[] name = new byte[length];
        topic.getBytes(offset, name);
        return name;
    }
}
