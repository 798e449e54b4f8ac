package io.robustmq.security;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * A topic filter in a grant, compared level by level with topics and filters of clients (MQTT 5.0
 * §4.7). Immutable; allocates only when made.
 *
 * <p>A wildcard in the first level does not reach topics that begin with {@code $} [MQTT-4.7.2-1].
 */
final class GrantFilter {
    private static final byte[] ONE_LEVEL = {'+'};
    private static final byte[] ALL_LEVELS = {'#'};

    private final String text;
    private final byte[][] levels;

    /**
     * @throws IllegalArgumentException not a topic filter [MQTT-4.7.1-1], [MQTT-4.7.1-2],
     *     [MQTT-4.7.3-1]
     */
    GrantFilter(String text) {
        this.text = text;
        String[] parts = text.split("/", -1);
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is not a topic filter");
        }
        levels = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            boolean wild = parts[i].indexOf('+') >= 0 || parts[i].indexOf('#') >= 0;
            boolean isHash = parts[i].equals("#");
            if (wild && !parts[i].equals("+") && !(isHash && i == parts.length - 1)) {
                throw new IllegalArgumentException("'" + text + "' is not a topic filter");
            }
            levels[i] = parts[i].getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Whether every topic that the client's filter (or topic) matches is matched by this one. */
    boolean covers(DirectBuffer filter, int offset, int length) {
        if (isWild(levels[0]) && length > 0 && filter.getByte(offset) == '$') {
            return false;
        }
        int end = offset + length;
        int start = offset;
        for (int i = 0; i < levels.length; i++) {
            byte[] level = levels[i];
            if (isAll(level)) {
                return true;
            }
            if (start > end) {
                return false;
            }
            int stop = levelEnd(filter, start, end);
            boolean theirsIsAll = isByte(filter, start, stop, '#');
            if (theirsIsAll || !(isOne(level) || equal(level, filter, start, stop))) {
                return false;
            }
            start = stop + 1;
        }
        return start > end;
    }

    /** Whether some topic is matched by both this and the client's filter. */
    boolean overlaps(DirectBuffer filter, int offset, int length) {
        int end = offset + length;
        if (dollarSeparates(filter, offset, end)) {
            return false;
        }
        int start = offset;
        for (byte[] level : levels) {
            if (isAll(level)) {
                return true;
            }
            if (start > end) {
                return false;
            }
            int stop = levelEnd(filter, start, end);
            if (isByte(filter, start, stop, '#')) {
                return true;
            }
            boolean same =
                    isOne(level)
                            || isByte(filter, start, stop, '+')
                            || equal(level, filter, start, stop);
            if (!same) {
                return false;
            }
            start = stop + 1;
        }
        return start > end || isByte(filter, start, levelEnd(filter, start, end), '#');
    }

    private boolean dollarSeparates(DirectBuffer filter, int offset, int end) {
        int stop = levelEnd(filter, offset, end);
        boolean theirsIsWild =
                isByte(filter, offset, stop, '+') || isByte(filter, offset, stop, '#');
        boolean theirsIsHidden = stop > offset && filter.getByte(offset) == '$';
        boolean oursIsHidden = levels[0].length > 0 && levels[0][0] == '$';
        return (theirsIsWild && oursIsHidden) || (theirsIsHidden && isWild(levels[0]));
    }

    private static int levelEnd(DirectBuffer buffer, int start, int end) {
        int at = start;
        while (at < end && buffer.getByte(at) != '/') {
            at++;
        }
        return at;
    }

    private static boolean isByte(DirectBuffer buffer, int start, int stop, char wanted) {
        return stop - start == 1 && buffer.getByte(start) == wanted;
    }

    private static boolean equal(byte[] level, DirectBuffer buffer, int start, int stop) {
        if (level.length != stop - start) {
            return false;
        }
        for (int i = 0; i < level.length; i++) {
            if (level[i] != buffer.getByte(start + i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWild(byte[] level) {
        return isOne(level) || isAll(level);
    }

    private static boolean isOne(byte[] level) {
        return level.length == 1 && level[0] == ONE_LEVEL[0];
    }

    private static boolean isAll(byte[] level) {
        return level.length == 1 && level[0] == ALL_LEVELS[0];
    }

    @Override
    public String toString() {
        return text;
    }
}
