package io.robustmq.kernel.topic;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * The nodes of a tree whose edges are topic levels. A node is an id; everything is kept in flat
 * tables, so that a million nodes are a few thousand objects to the collector, nothing recurses,
 * and a node without children costs its record and one table entry.
 *
 * <p>A node's record, in ints:
 *
 * <pre>
 *   0        1       2          3        4         5 … 7
 *   | parent | level | children | child filter, 64 bits | the tree's own fields |
 * </pre>
 *
 * The child filter has one bit for each child, chosen by its level: a level whose bit is missing
 * surely is no child, which spares most failing look-ups their cache miss. Children are found
 * through one table over (parent, level). An unlisted child has no level, is not found by name, and
 * its id must be kept in a field of the tree's own: that is how wildcards hang on their parents.
 */
@OwnedBy(Core.class)
public final class TopicNodes {
    /** No node. */
    public static final int NONE = 0;

    public static final int ROOT = 1;

    /** Fields that mean what the tree wants; 0 in a new node. */
    public static final int FIELD_A = 5;

    public static final int FIELD_B = 6;
    public static final int FIELD_C = 7;

    private static final int PARENT = 0;
    private static final int LEVEL = 1;
    private static final int CHILDREN = 2;
    private static final int FILTER_LOW = 3;
    private static final int FILTER_HIGH = 4;
    private static final int RECORD_INTS = 8;

    private final IntRecords records = new IntRecords(RECORD_INTS);
    private final HashIndex edges = new HashIndex();
    private final Levels levels;
    private final long seed;

    public TopicNodes(long seed) {
        this.seed = seed;
        this.levels = new Levels(seed);
        records.allocate(); // ROOT
    }

    /** A level's id for {@link #child}, {@link #NONE} if no node of the tree has that level. */
    public int level(DirectBuffer buffer, int offset, int length) {
        return levels.find(buffer, offset, length);
    }

    /** The child of that level or {@link #NONE}. */
    public int child(int parent, int level) {
        int[] record = records.page(parent);
        int at = records.at(parent) + FILTER_LOW + (level >>> 5 & 1);
        if (level == NONE || (record[at] & 1 << level) == 0) {
            return NONE;
        }
        return find(parent, level);
    }

    /** The child of that level, made if it is not there. */
    public int childOrCreate(int parent, DirectBuffer buffer, int offset, int length) {
        int level = levels.find(buffer, offset, length);
        int child = child(parent, level);
        if (child == NONE) {
            level = levels.acquire(buffer, offset, length);
            child = createUnlisted(parent);
            records.set(child, LEVEL, level);
            edges.add(TopicBytes.hash(parent, level, seed), child);
            int filter = FILTER_LOW + (level >>> 5 & 1);
            records.set(parent, filter, records.get(parent, filter) | 1 << level);
        }
        return child;
    }

    /** A child without a level, for the tree to remember in a field. */
    public int createUnlisted(int parent) {
        int child = records.allocate();
        records.set(child, PARENT, parent);
        hold(parent);
        return child;
    }

    /** Removes a node without children, listed or not; its id may be used again at once. */
    public void remove(int node) {
        int level = records.get(node, LEVEL);
        int parent = records.get(node, PARENT);
        if (level != NONE) {
            removeEdge(node, TopicBytes.hash(parent, level, seed));
            levels.release(level);
        }
        records.free(node);
        unhold(parent);
    }

    /** Keeps a node as if it had one child more. */
    public void hold(int node) {
        records.add(node, CHILDREN, 1);
    }

    /** Takes back one {@link #hold}. */
    public void unhold(int node) {
        records.add(node, CHILDREN, -1);
        if (!isHeld(node)) {
            records.set(node, FILTER_LOW, 0);
            records.set(node, FILTER_HIGH, 0);
        }
    }

    /** True while the node has children of any kind, or is held. */
    public boolean isHeld(int node) {
        return records.get(node, CHILDREN) != 0;
    }

    public int parent(int node) {
        return records.get(node, PARENT);
    }

    public int field(int node, int field) {
        return records.get(node, field);
    }

    public void setField(int node, int field, int value) {
        records.set(node, field, value);
    }

    /** Nodes, the root among them. */
    public int count() {
        return records.count();
    }

    public long heapBytes() {
        return records.heapBytes() + edges.heapBytes() + levels.heapBytes();
    }

    private int find(int parent, int level) {
        int hash = TopicBytes.hash(parent, level, seed);
        long[] page = edges.page(hash);
        int slot = HashIndex.first(page, hash);
        while (slot != HashIndex.NONE) {
            int child = HashIndex.id(page, slot);
            if (records.get(child, PARENT) == parent && records.get(child, LEVEL) == level) {
                return child;
            }
            slot = HashIndex.next(page, slot, hash);
        }
        return NONE;
    }

    private void removeEdge(int node, int hash) {
        long[] page = edges.page(hash);
        int slot = HashIndex.first(page, hash);
        while (HashIndex.id(page, slot) != node) {
            slot = HashIndex.next(page, slot, hash);
        }
        HashIndex.remove(page, slot);
    }
}
