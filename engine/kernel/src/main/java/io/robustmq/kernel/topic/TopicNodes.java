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
 *   0        1       2          3       4            5 … 7
 *   | parent | level | children | only level, only child | the tree's own fields |
 *   |                 M         | child filter, 64 bits  |
 * </pre>
 *
 * The first child is found in the record itself. With the second the mark M, the sign of the count,
 * is set until all are gone: then children are found through one table over (parent, level), and
 * the child filter has one bit for each, chosen by its level: a level whose bit is missing surely
 * is no child, which spares most failing look-ups their cache miss. An unlisted child has no level,
 * is not found by name, and its id must be kept in a field of the tree's own: that is how wildcards
 * hang on their parents.
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
    private static final int ONLY_LEVEL = 3;
    private static final int ONLY_CHILD = 4;
    private static final int FILTER = 3;
    private static final int RECORD_INTS = 8;

    private static final int IN_TABLE = 0x8000_0000;

    private final IntRecords records = new IntRecords(RECORD_INTS);
    private final HashIndex edges = new HashIndex();
    private final Names levels;
    private final long seed;

    public TopicNodes(long seed) {
        this.seed = seed;
        this.levels = new Names(seed);
        records.allocate(); // ROOT
    }

    /** A level's id for {@link #child}, {@link #NONE} if no node of the tree has that level. */
    public int level(DirectBuffer buffer, int offset, int length) {
        return levels.find(buffer, offset, length);
    }

    /** The child of that level or {@link #NONE}. */
    public int child(int parent, int level) {
        int[] record = records.page(parent);
        int at = records.at(parent);
        if (record[at + CHILDREN] >= 0) {
            return record[at + ONLY_LEVEL] == level ? record[at + ONLY_CHILD] : NONE;
        }
        boolean mayExist = (record[at + filterWord(level)] & 1 << level) != 0;
        return mayExist && level != NONE ? find(parent, level) : NONE;
    }

    /** The child of that level, made if it is not there. */
    public int childOrCreate(int parent, DirectBuffer buffer, int offset, int length) {
        int child = child(parent, levels.find(buffer, offset, length));
        if (child == NONE) {
            int level = levels.acquire(buffer, offset, length);
            child = createUnlisted(parent);
            records.set(child, LEVEL, level);
            list(parent, level, child);
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
            unlist(parent, level, node);
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
            records.set(node, CHILDREN, 0);
            records.set(node, FILTER, 0);
            records.set(node, FILTER + 1, 0);
        }
    }

    /** True while the node has children of any kind, or is held. */
    public boolean isHeld(int node) {
        return (records.get(node, CHILDREN) & ~IN_TABLE) != 0;
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

    private void list(int parent, int level, int child) {
        if (isInTable(parent)) {
            addEdge(parent, level, child);
        } else if (records.get(parent, ONLY_CHILD) == NONE) {
            records.set(parent, ONLY_LEVEL, level);
            records.set(parent, ONLY_CHILD, child);
        } else {
            int firstLevel = records.get(parent, ONLY_LEVEL);
            int firstChild = records.get(parent, ONLY_CHILD);
            records.set(parent, FILTER, 0);
            records.set(parent, FILTER + 1, 0);
            records.add(parent, CHILDREN, IN_TABLE);
            addEdge(parent, firstLevel, firstChild);
            addEdge(parent, level, child);
        }
    }

    private void unlist(int parent, int level, int child) {
        if (isInTable(parent)) {
            removeEdge(parent, level, child);
        } else {
            records.set(parent, ONLY_LEVEL, NONE);
            records.set(parent, ONLY_CHILD, NONE);
        }
    }

    private boolean isInTable(int parent) {
        return records.get(parent, CHILDREN) < 0;
    }

    private static int filterWord(int level) {
        return FILTER + (level >>> 5 & 1);
    }

    private void addEdge(int parent, int level, int child) {
        int word = filterWord(level);
        records.set(parent, word, records.get(parent, word) | 1 << level);
        edges.add(TopicBytes.hash(parent, level, seed), child);
    }

    private void removeEdge(int parent, int level, int child) {
        int hash = TopicBytes.hash(parent, level, seed);
        long[] page = edges.page(hash);
        int slot = HashIndex.first(page, hash);
        while (HashIndex.id(page, slot) != child) {
            slot = HashIndex.next(page, slot, hash);
        }
        HashIndex.remove(page, slot);
    }
}
