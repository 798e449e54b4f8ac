package io.robustmq.kernel.route;

import io.robustmq.kernel.topic.TopicBytes;
import io.robustmq.kernel.topic.TopicNodes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One topic's way down a {@link SubscriptionTree}, level by level with the set of nodes reached so
 * far. It may stop at any node and go on later, as long as nothing has come into the tree or left
 * it. Kept and used again.
 */
@OwnedBy(Core.class)
final class TreeWalk {
    private static final int NONE = TopicNodes.NONE;
    private static final int INITIAL_FRONTIER = 64;

    private final TopicNodes nodes;
    private final SubscriptionTable wild;

    private DirectBuffer topic = new UnsafeBuffer(0, 0);

    /** Where the level begins that the frontier is matched with. */
    private int at;

    private int limit;
    private boolean hidden;

    private int[] frontier = new int[INITIAL_FRONTIER];
    private int[] nextFrontier = new int[INITIAL_FRONTIER];

    /** Nodes in the frontier. */
    private int reached;

    /** How many of them were visited. */
    private int visited;

    /** Nodes in the next frontier so far. */
    private int found;

    /**
     * @param wild the subscriptions of the nodes
     */
    TreeWalk(TopicNodes nodes, SubscriptionTable wild) {
        this.nodes = nodes;
        this.wild = wild;
    }

    /** At the root. The topic's bytes are read until the walk has ended. */
    void begin(DirectBuffer buffer, int offset, int length) {
        topic = buffer;
        at = offset;
        limit = offset + length;
        hidden = length > 0 && buffer.getByte(offset) == '$'; // [MQTT-4.7.2-1]
        frontier[0] = TopicNodes.ROOT;
        reached = 1;
        visited = 0;
        found = 0;
    }

    /** Nothing is to be visited. */
    void end() {
        reached = 0;
        visited = 0;
    }

    /** Goes on with the same bytes elsewhere. */
    void moveTo(DirectBuffer buffer, int offset, int fromOffset) {
        topic = buffer;
        at += offset - fromOffset;
        limit += offset - fromOffset;
    }

    /**
     * Gives the builder the subscriptions met on the way.
     *
     * @param nodesMax to visit
     * @return how many of them are left when the walk has ended; −1 when it has not
     */
    int goOn(int nodesMax, RouteBuilder builder) {
        int left = nodesMax;
        while (at <= limit && reached != 0) {
            int end = TopicBytes.levelEnd(topic, at, limit);
            int visits = Math.min(reached - visited, left);
            descend(nodes.level(topic, at, end - at), visits, builder);
            left -= visits;
            if (visited < reached) {
                return -1;
            }
            nextLevel();
            at = end + 1;
        }
        int visits = Math.min(reached - visited, left);
        for (int i = visited; i < visited + visits; i++) {
            wild.addTo(builder, frontier[i]);
            wild.addTo(
                    builder, nodes.field(frontier[i], SubscriptionTree.ANY_REST)); // a/# matches a
        }
        visited += visits;
        return visited < reached ? -1 : left - visits;
    }

    private void nextLevel() {
        int[] before = frontier;
        frontier = nextFrontier;
        nextFrontier = before;
        reached = found;
        visited = 0;
        found = 0;
        hidden = false;
    }

    /**
     * Visits so many nodes of the frontier. Children are written whether they exist or not, and
     * counted if they do: whether a node has one is a guess that a processor gets wrong half the
     * time.
     */
    private void descend(int level, int visits, RouteBuilder builder) {
        int[] from = frontier;
        int[] to = roomFor(2 * reached + 1);
        int count = found;
        int end = visited + visits;
        for (int i = visited; i < end; i++) {
            int node = from[i];
            int anyLevel = hidden ? NONE : nodes.field(node, SubscriptionTree.ANY_LEVEL);
            to[count] = anyLevel;
            count += anyLevel == NONE ? 0 : 1;
            int child = nodes.child(node, level);
            to[count] = child;
            count += child == NONE ? 0 : 1;
            int anyRest = hidden ? NONE : nodes.field(node, SubscriptionTree.ANY_REST);
            if (anyRest != NONE) {
                wild.addTo(builder, anyRest);
            }
        }
        visited = end;
        found = count;
    }

    /** Is the same for all of a level, so that what was found stays. */
    private int[] roomFor(int count) {
        if (nextFrontier.length < count) {
            nextFrontier = new int[2 * count];
        }
        return nextFrontier;
    }
}
