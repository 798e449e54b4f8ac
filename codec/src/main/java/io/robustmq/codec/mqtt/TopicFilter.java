package io.robustmq.codec.mqtt;

import org.agrona.DirectBuffer;

/**
 * View over one Topic Filter (§4.7), split when it is a shared one (§4.8.2).
 *
 * <pre>
 *   sport/+/rank                 filter
 *   $share/scores/sport/+/rank   "$share/" | share name | "/" | filter
 * </pre>
 */
public final class TopicFilter {
    private static final byte[] SHARE = {'$', 's', 'h', 'a', 'r', 'e', '/'};

    private int shareNameLength;
    private int shareNameOffset;
    private int filterOffset;
    private int filterLength;

    /** Throws what {@link #wrap} throws; for who needs no view. */
    public static void check(DirectBuffer buffer, int offset, int length) throws MqttViolation {
        Utf8String.check(buffer, offset, length);
        if (!isValid(buffer, offset, length)) {
            throw new MqttViolation(ReasonCode.TOPIC_FILTER_INVALID, "topic filter is not valid");
        }
    }

    /**
     * The whole filter, a share's name included, follows the rules for wildcards; its UTF-8 is
     * taken as checked. For a SUBSCRIBE that answers each filter on its own.
     */
    public static boolean isValid(DirectBuffer buffer, int offset, int length) {
        if (!startsWithShare(buffer, offset, length)) {
            return hasValidLevels(buffer, offset, length);
        }
        int nameLength = shareNameLength(buffer, offset, length);
        int prefix = SHARE.length + nameLength + 1;
        return nameLength > 0
                && prefix < length
                && hasValidLevels(buffer, offset + prefix, length - prefix);
    }

    /**
     * @throws MqttViolation 0x81 when the bytes are no MQTT string, 0x8F when they are no filter
     */
    public TopicFilter wrap(DirectBuffer buffer, int offset, int length) throws MqttViolation {
        check(buffer, offset, length);
        if (startsWithShare(buffer, offset, length)) {
            shareNameOffset = offset + SHARE.length;
            shareNameLength = shareNameLength(buffer, offset, length);
            filterOffset = shareNameOffset + shareNameLength + 1;
        } else {
            shareNameOffset = offset;
            shareNameLength = 0;
            filterOffset = offset;
        }
        filterLength = offset + length - filterOffset;
        return this;
    }

    public boolean isShared() {
        return shareNameLength > 0;
    }

    public int shareNameOffset() {
        return shareNameOffset;
    }

    /** 0 when not shared. */
    public int shareNameLength() {
        return shareNameLength;
    }

    /** Of the filter that topics are matched with: behind the share's name. */
    public int filterOffset() {
        return filterOffset;
    }

    public int filterLength() {
        return filterLength;
    }

    /** [MQTT-4.8.2-1] A shared subscription's filter starts with "$share/". */
    public static boolean startsWithShare(DirectBuffer buffer, int offset, int length) {
        if (length < SHARE.length) {
            return false;
        }
        for (int i = 0; i < SHARE.length; i++) {
            if (buffer.getByte(offset + i) != SHARE[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * [MQTT-4.8.2-1] at least one character, [MQTT-4.8.2-2] no "/", "+" or "#", and "/" follows.
     *
     * @return 0 when the name breaks a rule
     */
    private static int shareNameLength(DirectBuffer buffer, int offset, int length) {
        for (int i = SHARE.length; i < length; i++) {
            switch (buffer.getByte(offset + i)) {
                case '/':
                    return i - SHARE.length;
                case '+', '#':
                    return 0;
                default:
            }
        }
        return 0;
    }

    /**
     * [MQTT-4.7.3-1] not empty, [MQTT-4.7.1-1] "#" only as the whole last level, [MQTT-4.7.1-2] "+"
     * only as a whole level.
     */
    private static boolean hasValidLevels(DirectBuffer buffer, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; at++) {
            byte b = buffer.getByte(at);
            if (b != '+' && b != '#') {
                continue;
            }
            boolean startsLevel = at == offset || buffer.getByte(at - 1) == '/';
            boolean last = at + 1 == end;
            if (!startsLevel || !last && (b == '#' || buffer.getByte(at + 1) != '/')) {
                return false;
            }
        }
        return length > 0;
    }
}
