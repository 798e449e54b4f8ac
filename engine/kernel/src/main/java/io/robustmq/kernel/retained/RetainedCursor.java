package io.robustmq.kernel.retained;

import io.robustmq.kernel.topic.TopicNodes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A walk through the retained topics that match one filter, in portions, while topics come and go
 * between and during them. What is there from the first portion to the last is visited once; what
 * is put or removed meanwhile, once or not at all.
 *
 * <p>Parents come before children and siblings in list order. The node the walk stands on is held,
 * so it stays in its place whatever happens to its value, and new siblings are put in front of old
 * ones, behind the walk. A walk that is given up must be closed.
 */
@OwnedBy(Core.class)
public final class RetainedCursor<T> {
    private final RetainedTree<T> tree;
    private final WalkedFilter filter;
    private final UnsafeBuffer levelView = new UnsafeBuffer(0, 0);
    private int node = TopicNodes.ROOT;
    private int depth;
    private boolean isDone;

    RetainedCursor(RetainedTree<T> tree, WalkedFilter filter) {
        this.tree = tree;
        this.filter = filter;
        tree.hold(node);
    }

    /** True when no portion can bring anything more. */
    public boolean isDone() {
        return isDone;
    }

    /**
     * Goes on with the walk.
     *
     * @param nodesMax nodes stepped on at most, whether they match or not: what bounds the time
     * @param visitor may change the tree and close this cursor
     * @return values visited
     */
    public int forEach(int nodesMax, Consumer<? super T> visitor) {
        int visited = 0;
        for (int steps = 0; steps < nodesMax && !isDone; steps++) {
            step();
            T value = !isDone && filter.isMatch(depth) ? tree.value(node) : null;
            if (value != null) {
                visited++;
                visitor.accept(value);
            }
        }
        return visited;
    }

    /** Ends the walk where it stands; does nothing after its end. */
    public void close() {
        if (!isDone) {
            isDone = true;
            tree.release(node);
        }
    }

    /** To the next node in parents-first order, or to the end. */
    private void step() {
        int next = firstChild();
        int nextDepth = depth + 1;
        int from = node;
        while (next == TopicNodes.NONE && nextDepth > 1) {
            nextDepth--;
            next = filter.isAny(nextDepth - 1) ? tree.nextSibling(from) : TopicNodes.NONE;
            from = tree.parent(from);
        }
        if (next == TopicNodes.NONE) {
            close();
        } else {
            moveTo(next, nextDepth);
        }
    }

    private int firstChild() {
        if (filter.isAny(depth)) {
            return tree.firstChild(node);
        }
        if (!filter.isName(depth)) {
            return TopicNodes.NONE;
        }
        levelView.wrap(filter.level(depth));
        return tree.child(node, levelView);
    }

    private void moveTo(int next, int nextDepth) {
        int left = node;
        tree.hold(next);
        node = next;
        depth = nextDepth;
        tree.release(left);
    }
}
