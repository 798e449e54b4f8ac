package io.robustmq.kernel.topic;

import org.agrona.DirectBuffer;

/** Whether one topic lies in one filter, without a tree: level by level, allocating nothing. */
public final class FilterMatch {
    private FilterMatch() {}

    /**
     * [MQTT-4.7.1-2], [MQTT-4.7.1-3]
     *
     * @param filter a valid one
     */
    public static boolean matches(byte[] filter, DirectBuffer topic, int offset, int length) {
        int at = offset;
        int end = offset + length;
        int f = 0;
        boolean isWild = filter[0] == '#' || filter[0] == '+';
        if (isWild && at < end && topic.getByte(at) == '$') { // [MQTT-4.7.2-1]
            return false;
        }
        while (true) {
            if (f < filter.length && filter[f] == '#') {
                return true;
            }
            if (f < filter.length && filter[f] == '+') {
                f++;
                while (at < end && topic.getByte(at) != '/') {
                    at++;
                }
            } else {
                while (f < filter.length
                        && filter[f] != '/'
                        && at < end
                        && filter[f] == topic.getByte(at)) {
                    f++;
                    at++;
                }
            }
            if (at == end) {
                return f == filter.length || isRestParents(filter, f);
            }
            if (f == filter.length || filter[f] != '/' || topic.getByte(at) != '/') {
                return false;
            }
            f++;
            at++;
        }
    }

    /** {@code a/#} matches {@code a}, too. */
    private static boolean isRestParents(byte[] filter, int from) {
        return filter.length - from == 2 && filter[from] == '/' && filter[from + 1] == '#';
    }
}
