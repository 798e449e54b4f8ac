package io.robustmq.kernel.topic;

import org.agrona.DirectBuffer;

/**
 * What makes a topic name or filter acceptable, MQTT 5.0 §4.7. The bytes are well-formed UTF-8
 * already: the codec sees to that.
 */
public final class TopicRules {
    private TopicRules() {}

    /** Checks a name that is published to. */
    public static FilterCheck checkName(
            DirectBuffer buffer, int offset, int length, int levelsMax) {
        int levels = 1;
        for (int at = offset; at < offset + length; at++) {
            switch (buffer.getByte(at)) {
                case 0 -> {
                    return FilterCheck.NULL_CHARACTER;
                }
                case '+', '#' -> {
                    return FilterCheck.WILDCARD_IN_NAME;
                }
                case '/' -> levels++;
                default -> {}
            }
        }
        return checkSize(length, levels, levelsMax);
    }

    /** Checks a filter as the trees match it: without {@code $share/name/} and its like. */
    public static FilterCheck checkFilter(
            DirectBuffer buffer, int offset, int length, int levelsMax) {
        int limit = offset + length;
        int levels = 1;
        for (int at = offset; at < limit; at++) {
            switch (buffer.getByte(at)) {
                case 0 -> {
                    return FilterCheck.NULL_CHARACTER;
                }
                case '+' -> {
                    if (!beginsLevel(buffer, at, offset) || !endsLevel(buffer, at, limit)) {
                        return FilterCheck.MISPLACED_PLUS;
                    }
                }
                case '#' -> {
                    if (!beginsLevel(buffer, at, offset) || at + 1 != limit) {
                        return FilterCheck.MISPLACED_HASH;
                    }
                }
                case '/' -> levels++;
                default -> {}
            }
        }
        return checkSize(length, levels, levelsMax);
    }

    private static FilterCheck checkSize(int length, int levels, int levelsMax) {
        if (length == 0) {
            return FilterCheck.EMPTY;
        }
        return levels > levelsMax ? FilterCheck.TOO_MANY_LEVELS : FilterCheck.VALID;
    }

    private static boolean beginsLevel(DirectBuffer buffer, int at, int offset) {
        return at == offset || buffer.getByte(at - 1) == '/';
    }

    private static boolean endsLevel(DirectBuffer buffer, int at, int limit) {
        return at + 1 == limit || buffer.getByte(at + 1) == '/';
    }
}
