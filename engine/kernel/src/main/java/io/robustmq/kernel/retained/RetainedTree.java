package io.robustmq.kernel.retained;

import io.robustmq.kernel.topic.PagedReferences;
import io.robustmq.kernel.topic.TopicBytes;
import io.robustmq.kernel.topic.TopicNodes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.function.ToIntFunction;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One value a topic, found by topic or, portion by portion, by filter: {@code +} and {@code #} mean
 * what they mean to a subscription, MQTT 5.0 §4.7.
 *
 * <p>A node's children form a list, the newest first, for the wildcards to follow. Topics that
 * begin with {@code $} are left out of the root's list: so no wildcard finds them [MQTT-4.7.2-1]
 * and their names do.
 */
@OwnedBy(Core.class)
public final class RetainedTree<T> {
    private static final int NONE = TopicNodes.NONE;
    private static final int ROOT = TopicNodes.ROOT;
    private static final int FIRST_CHILD = TopicNodes.FIELD_A;
    private static final int NEXT = TopicNodes.FIELD_B;
    private static final int PREVIOUS = TopicNodes.FIELD_C;

    private final TopicNodes nodes;
    private final PagedReferences<T> values = new PagedReferences<>();
    private final ToIntFunction<? super T> sizeBytes;
    private int count;
    private long valueBytes;

    /**
     * @param sizeBytes what a value counts for in {@link #valueBytes}; always the same for a value
     * @param hashSeed from which the tables' hashes are made; unknown to clients
     */
    public RetainedTree(ToIntFunction<? super T> sizeBytes, long hashSeed) {
        this.sizeBytes = sizeBytes;
        this.nodes = new TopicNodes(hashSeed);
    }

    /**
     * @return the topic's value before
     */
    public @Nullable T put(DirectBuffer topic, int offset, int length, T value) {
        int limit = offset + length;
        int node = ROOT;
        for (int at = offset; at <= limit; ) {
            int end = TopicBytes.levelEnd(topic, at, limit);
            node = childOrCreate(node, topic, at, end - at);
            at = end + 1;
        }
        T replaced = values.get(node);
        values.set(node, value);
        account(replaced, -1);
        account(value, 1);
        return replaced;
    }

    /**
     * @return the value removed
     */
    public @Nullable T remove(DirectBuffer topic, int offset, int length) {
        int node = find(topic, offset, length);
        T removed = node == NONE ? null : values.get(node);
        if (removed != null) {
            values.set(node, null);
            account(removed, -1);
            prune(node);
        }
        return removed;
    }

    public @Nullable T get(DirectBuffer topic, int offset, int length) {
        int node = find(topic, offset, length);
        return node == NONE ? null : values.get(node);
    }

    /** Begins a walk through the values whose topics match; nothing is visited yet. */
    public RetainedCursor<T> cursor(DirectBuffer filter, int offset, int length) {
        return new RetainedCursor<>(this, WalkedFilter.of(filter, offset, length));
    }

    /** Topics with a value. */
    public int count() {
        return count;
    }

    /** The sum of the values' sizes. */
    public long valueBytes() {
        return valueBytes;
    }

    /** Bytes of the tree's tables, the values aside. */
    public long heapBytes() {
        return nodes.heapBytes() + values.heapBytes();
    }

    /** Nodes in use, the root among them. */
    int nodeCount() {
        return nodes.count();
    }

    @Nullable T value(int node) {
        return values.get(node);
    }

    int parent(int node) {
        return nodes.parent(node);
    }

    int firstChild(int node) {
        return nodes.field(node, FIRST_CHILD);
    }

    int nextSibling(int node) {
        return nodes.field(node, NEXT);
    }

    int child(int node, DirectBuffer level) {
        return nodes.child(node, nodes.level(level, 0, level.capacity()));
    }

    /** Keeps a node in its place until it is released. */
    void hold(int node) {
        nodes.hold(node);
    }

    void release(int node) {
        nodes.unhold(node);
        prune(node);
    }

    private int find(DirectBuffer topic, int offset, int length) {
        int limit = offset + length;
        int node = ROOT;
        for (int at = offset; at <= limit && node != NONE; ) {
            int end = TopicBytes.levelEnd(topic, at, limit);
            node = nodes.child(node, nodes.level(topic, at, end - at));
            at = end + 1;
        }
        return node;
    }

    private int childOrCreate(int parent, DirectBuffer topic, int offset, int length) {
        int known = nodes.count();
        int child = nodes.childOrCreate(parent, topic, offset, length);
        boolean isHidden = parent == ROOT && length > 0 && topic.getByte(offset) == '$';
        if (nodes.count() != known && !isHidden) {
            link(parent, child);
        }
        return child;
    }

    private void link(int parent, int child) {
        int next = nodes.field(parent, FIRST_CHILD);
        nodes.setField(child, NEXT, next);
        nodes.setField(parent, FIRST_CHILD, child);
        if (next != NONE) {
            nodes.setField(next, PREVIOUS, child);
        }
    }

    private void unlink(int parent, int child) {
        int next = nodes.field(child, NEXT);
        int previous = nodes.field(child, PREVIOUS);
        if (previous != NONE) {
            nodes.setField(previous, NEXT, next);
        } else if (nodes.field(parent, FIRST_CHILD) == child) { // a hidden one is in no list
            nodes.setField(parent, FIRST_CHILD, next);
        }
        if (next != NONE) {
            nodes.setField(next, PREVIOUS, previous);
        }
    }

    /** Removes a node and its ancestors as far as nothing needs them. */
    private void prune(int from) {
        int node = from;
        while (node != ROOT && !nodes.isHeld(node) && values.get(node) == null) {
            int parent = nodes.parent(node);
            unlink(parent, node);
            nodes.remove(node);
            node = parent;
        }
    }

    private void account(@Nullable T value, int sign) {
        if (value != null) {
            count += sign;
            valueBytes += (long) sign * sizeBytes.applyAsInt(value);
        }
    }
}
