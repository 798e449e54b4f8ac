package io.robustmq.kernel.retained;

import io.robustmq.kernel.topic.TopicBytes;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A filter as a walk from the root asks it at each depth, the root's being 0.
 *
 * @param levels without a last {@code #}
 * @param hasRest the filter ends with {@code #}
 */
record WalkedFilter(List<byte[]> levels, boolean hasRest) {
    static WalkedFilter of(DirectBuffer filter, int offset, int length) {
        List<byte[]> levels = new ArrayList<>();
        int limit = offset + length;
        for (int at = offset; at <= limit; ) {
            int end = TopicBytes.levelEnd(filter, at, limit);
            byte[] level = new byte[end - at];
            filter.getBytes(at, level);
            levels.add(level);
            at = end + 1;
        }
        boolean hasRest = isLone(levels.getLast(), '#');
        if (hasRest) {
            levels.removeLast();
        }
        return new WalkedFilter(levels, hasRest);
    }

    /** True when a node of that depth, reached on the filter's way, matches. */
    boolean isMatch(int depth) {
        return depth == levels.size() || hasRest && depth > levels.size();
    }

    /** True when the way goes on to all children of a node of that depth. */
    boolean isAny(int depth) {
        return depth < levels.size() ? isLone(levels.get(depth), '+') : hasRest;
    }

    /** True when the way goes on to the one child that {@link #level} names. */
    boolean isName(int depth) {
        return depth < levels.size() && !isAny(depth);
    }

    byte[] level(int depth) {
        return levels.get(depth);
    }

    private static boolean isLone(byte[] level, char wildcard) {
        return level.length == 1 && level[0] == wildcard;
    }
}
