package io.robustmq.kernel.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.topic.PagedReferences;
import io.robustmq.kernel.topic.TopicBytes;
import io.robustmq.kernel.topic.TopicNodes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which subscriptions of this core match a topic, by the rules of MQTT 5.0 §4.7: {@code +} is one
 * level, an empty one too; {@code #} is any number of last levels, also none; a filter that begins
 * with a wildcard matches no topic that begins with {@code $} [MQTT-4.7.2-1]; levels are compared
 * byte for byte. Filters come here checked ({@link io.robustmq.kernel.topic.TopicRules}).
 *
 * <p>A match walks the tree level by level with the set of nodes reached so far, so its depth costs
 * no stack, and it ends when that set is empty, however long the topic. Each node is on one path,
 * hence a match visits none twice: at depth d at most min(2<sup>d</sup>, nodes of that depth). Many
 * overlapping wildcards cost time in proportion to the nodes they share with the topic, and the
 * route cache pays it once.
 */
@OwnedBy(Core.class)
public final class SubscriptionTree {
    private static final int NONE = TopicNodes.NONE;
    private static final int ROOT = TopicNodes.ROOT;

    /** The node's {@code +} child. */
    private static final int ANY_LEVEL = TopicNodes.FIELD_A;

    /** The node's {@code #} child. */
    private static final int ANY_REST = TopicNodes.FIELD_B;

    private static final int INITIAL_FRONTIER = 64;

    private final RouteVersions versions;
    private final TopicNodes nodes;

    /** By node: nothing, a {@link Subscription}, or a {@link SubscriptionSet} of two and more. */
    private final PagedReferences<Object> subscriptions = new PagedReferences<>();

    private final UnsafeBuffer filterView = new UnsafeBuffer(0, 0);
    private int[] frontier = new int[INITIAL_FRONTIER];
    private int[] nextFrontier = new int[INITIAL_FRONTIER];
    private int count;

    /**
     * @param versions told of every change
     * @param hashSeed from which the tables' hashes are made; unknown to clients
     */
    public SubscriptionTree(RouteVersions versions, long hashSeed) {
        this.versions = versions;
        this.nodes = new TopicNodes(hashSeed);
    }

    /** Control work only: encodes the filter. */
    public @Nullable Subscription add(String filter, Subscription subscription) {
        DirectBuffer view = view(filter);
        return add(view, 0, view.capacity(), subscription);
    }

    /**
     * Adds a subscription at a filter, which for a shared one is not the name it came with.
     *
     * @return what the subscriber had at this filter before [MQTT-3.8.4-3]
     */
    public @Nullable Subscription add(
            DirectBuffer filter, int offset, int length, Subscription subscription) {
        int node = nodeOf(filter, offset, length, true);
        Subscription replaced = addAt(node, subscription);
        count += replaced == null ? 1 : 0;
        if (replaced != subscription) {
            versions.onChange(filter, offset, length);
        }
        return replaced;
    }

    public boolean remove(String filter, Subscriber subscriber) {
        DirectBuffer view = view(filter);
        return remove(view, 0, view.capacity(), subscriber);
    }

    /**
     * @return false when the subscriber has nothing at this filter
     */
    public boolean remove(DirectBuffer filter, int offset, int length, Subscriber subscriber) {
        int node = nodeOf(filter, offset, length, false);
        if (node == NONE || !removeAt(node, subscriber)) {
            return false;
        }
        count--;
        prune(node);
        versions.onChange(filter, offset, length);
        return true;
    }

    /** Subscriptions at exactly this filter. */
    public int count(DirectBuffer filter, int offset, int length) {
        int node = nodeOf(filter, offset, length, false);
        Object held = node == NONE ? null : subscriptions.get(node);
        return switch (held) {
            case null -> 0;
            case SubscriptionSet set -> set.count();
            default -> 1;
        };
    }

    /** Subscriptions in the tree. */
    public int count() {
        return count;
    }

    /** Bytes of the tree's tables; what subscriptions and sets of several hold is not in it. */
    public long heapBytes() {
        return nodes.heapBytes() + subscriptions.heapBytes();
    }

    /**
     * Fills the builder with the subscriptions that match a topic, those of a subscriber together.
     */
    public void match(DirectBuffer topic, int offset, int length, RouteBuilder builder) {
        builder.clear();
        boolean hidden = length > 0 && topic.getByte(offset) == '$'; // [MQTT-4.7.2-1]
        int limit = offset + length;
        int reached = 1;
        frontier[0] = ROOT;
        for (int at = offset; at <= limit && reached != 0; ) {
            int end = TopicBytes.levelEnd(topic, at, limit);
            reached = descend(nodes.level(topic, at, end - at), reached, hidden, builder);
            hidden = false;
            at = end + 1;
        }
        for (int i = 0; i < reached; i++) {
            collect(frontier[i], builder);
            collect(nodes.field(frontier[i], ANY_REST), builder); // a/# matches a
        }
        builder.group();
    }

    /** Moves the frontier down by one level; returns how many nodes it then has. */
    private int descend(int level, int reached, boolean hidden, RouteBuilder builder) {
        int[] from = frontier;
        int[] to = roomFor(2 * reached);
        int count = 0;
        for (int i = 0; i < reached; i++) {
            int node = from[i];
            int anyLevel = hidden ? NONE : nodes.field(node, ANY_LEVEL);
            if (anyLevel != NONE) {
                to[count++] = anyLevel;
            }
            int child = nodes.child(node, level);
            if (child != NONE) {
                to[count++] = child;
            }
            collect(hidden ? NONE : nodes.field(node, ANY_REST), builder);
        }
        nextFrontier = from;
        frontier = to;
        return count;
    }

    private int[] roomFor(int nodes) {
        if (nextFrontier.length < nodes) {
            nextFrontier = new int[2 * nodes];
        }
        return nextFrontier;
    }

    private void collect(int node, RouteBuilder builder) {
        Object held = node == NONE ? null : subscriptions.get(node);
        if (held instanceof Subscription subscription) {
            builder.beginFilter();
            builder.add(subscription);
        } else if (held instanceof SubscriptionSet set) {
            builder.beginFilter();
            set.addTo(builder);
        }
    }

    private @Nullable Subscription addAt(int node, Subscription subscription) {
        Object held = subscriptions.get(node);
        if (held instanceof SubscriptionSet set) {
            return set.add(subscription);
        }
        Subscription single = (Subscription) held;
        if (single == null || single.subscriber() == subscription.subscriber()) {
            subscriptions.set(node, subscription);
            return single;
        }
        SubscriptionSet set = new SubscriptionSet(single);
        subscriptions.set(node, set);
        return set.add(subscription);
    }

    private boolean removeAt(int node, Subscriber subscriber) {
        Object held = subscriptions.get(node);
        if (held instanceof SubscriptionSet set) {
            boolean removed = set.remove(subscriber);
            subscriptions.set(node, set.count() == 1 ? set.get(0) : set);
            return removed;
        }
        if (held instanceof Subscription single && single.subscriber() == subscriber) {
            subscriptions.set(node, null);
            return true;
        }
        return false;
    }

    /** Removes a node and its ancestors as far as nothing needs them. */
    private void prune(int from) {
        int node = from;
        while (node != ROOT && !nodes.isHeld(node) && subscriptions.get(node) == null) {
            int parent = nodes.parent(node);
            if (nodes.field(parent, ANY_LEVEL) == node) {
                nodes.setField(parent, ANY_LEVEL, NONE);
            } else if (nodes.field(parent, ANY_REST) == node) {
                nodes.setField(parent, ANY_REST, NONE);
            }
            nodes.remove(node);
            node = parent;
        }
    }

    private int nodeOf(DirectBuffer filter, int offset, int length, boolean create) {
        int limit = offset + length;
        int node = ROOT;
        for (int at = offset; at <= limit && node != NONE; ) {
            int end = TopicBytes.levelEnd(filter, at, limit);
            node = childOf(node, filter, at, end - at, create);
            at = end + 1;
        }
        return node;
    }

    private int childOf(int node, DirectBuffer filter, int offset, int length, boolean create) {
        byte first = length == 1 ? filter.getByte(offset) : 0;
        if (first == '+') {
            return wildcardOf(node, ANY_LEVEL, create);
        }
        if (first == '#') {
            return wildcardOf(node, ANY_REST, create);
        }
        return create
                ? nodes.childOrCreate(node, filter, offset, length)
                : nodes.child(node, nodes.level(filter, offset, length));
    }

    private int wildcardOf(int node, int field, boolean create) {
        int child = nodes.field(node, field);
        if (child == NONE && create) {
            child = nodes.createUnlisted(node);
            nodes.setField(node, field, child);
        }
        return child;
    }

    private DirectBuffer view(String filter) {
        filterView.wrap(filter.getBytes(UTF_8));
        return filterView;
    }
}
