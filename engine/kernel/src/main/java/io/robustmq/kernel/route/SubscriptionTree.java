package io.robustmq.kernel.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.topic.Names;
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
 * <p>Filters without wildcards, usually nearly all, are found by one look-up of the whole topic.
 * The others hang in a tree. A match walks it level by level with the set of nodes reached so far,
 * so its depth costs no stack, and it ends when that set is empty, however long the topic. Each
 * node is on one path, hence a match visits none twice: at depth d at most min(2<sup>d</sup>, nodes
 * of that depth). Many overlapping wildcards cost time in proportion to the nodes they share with
 * the topic: the route cache pays it once, and in steps ({@link TreeWalk}) if that is long.
 */
@OwnedBy(Core.class)
public final class SubscriptionTree {
    private static final int NONE = TopicNodes.NONE;
    private static final int ROOT = TopicNodes.ROOT;

    /** The node's {@code +} child. */
    static final int ANY_LEVEL = TopicNodes.FIELD_A;

    /** The node's {@code #} child. */
    static final int ANY_REST = TopicNodes.FIELD_B;

    private final RouteVersions versions;

    /** Filters without wildcards, and their subscriptions. */
    private final Names names;

    private final SubscriptionTable named = new SubscriptionTable();

    /** Filters with wildcards, and the subscriptions of their last nodes. */
    private final TopicNodes nodes;

    private final SubscriptionTable wild = new SubscriptionTable();

    private final TreeWalk walk;

    private final UnsafeBuffer filterView = new UnsafeBuffer(0, 0);
    private int count;

    /**
     * @param versions told of every change
     * @param hashSeed from which the tables' hashes are made; unknown to clients
     */
    public SubscriptionTree(RouteVersions versions, long hashSeed) {
        this.versions = versions;
        this.names = new Names(hashSeed);
        this.nodes = new TopicNodes(hashSeed);
        this.walk = walk();
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
        Subscription replaced =
                isWild(filter, offset, length)
                        ? wild.add(nodeOf(filter, offset, length, true), subscription)
                        : addNamed(filter, offset, length, subscription);
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
        boolean removed =
                isWild(filter, offset, length)
                        ? removeWild(nodeOf(filter, offset, length, false), subscriber)
                        : removeNamed(names.find(filter, offset, length), subscriber);
        if (removed) {
            count--;
            versions.onChange(filter, offset, length);
        }
        return removed;
    }

    /** Subscriptions at exactly this filter. */
    public int count(DirectBuffer filter, int offset, int length) {
        return isWild(filter, offset, length)
                ? wild.count(nodeOf(filter, offset, length, false))
                : named.count(names.find(filter, offset, length));
    }

    /** Subscriptions in the tree. */
    public int count() {
        return count;
    }

    /** Bytes of the tree's tables; what subscriptions and sets of several hold is not in it. */
    public long heapBytes() {
        return names.heapBytes() + named.heapBytes() + nodes.heapBytes() + wild.heapBytes();
    }

    /**
     * Fills the builder with the subscriptions that match a topic, those of a subscriber together.
     */
    public void match(DirectBuffer topic, int offset, int length, RouteBuilder builder) {
        begin(topic, offset, length, walk, builder);
        walk.goOn(Integer.MAX_VALUE, builder);
        builder.group();
    }

    /** For {@link #begin}: whoever matches in steps has its own. */
    TreeWalk walk() {
        return new TreeWalk(nodes, wild);
    }

    /**
     * Begins a match: {@link TreeWalk#goOn} adds to the builder until it ends, {@link
     * RouteBuilder#group} is still to come.
     */
    void begin(
            DirectBuffer topic, int offset, int length, TreeWalk topicsWalk, RouteBuilder builder) {
        builder.clear();
        named.addTo(builder, names.find(topic, offset, length));
        topicsWalk.begin(topic, offset, length);
    }

    private @Nullable Subscription addNamed(
            DirectBuffer filter, int offset, int length, Subscription subscription) {
        int name = names.acquire(filter, offset, length); // one use for each subscription
        Subscription replaced = named.add(name, subscription);
        if (replaced != null) {
            names.release(name);
        }
        return replaced;
    }

    private boolean removeNamed(int name, Subscriber subscriber) {
        boolean removed = name != Names.UNKNOWN && named.remove(name, subscriber);
        if (removed) {
            names.release(name);
        }
        return removed;
    }

    private boolean removeWild(int node, Subscriber subscriber) {
        boolean removed = node != NONE && wild.remove(node, subscriber);
        if (removed) {
            prune(node);
        }
        return removed;
    }

    /** Removes a node and its ancestors as far as nothing needs them. */
    private void prune(int from) {
        int node = from;
        while (node != ROOT && !nodes.isHeld(node) && wild.isEmpty(node)) {
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

    private static boolean isWild(DirectBuffer filter, int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            byte character = filter.getByte(at);
            if (character == '+' || character == '#') {
                return true; // only as wildcards: filters were checked
            }
        }
        return false;
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
