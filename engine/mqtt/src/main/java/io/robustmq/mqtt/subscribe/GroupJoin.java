package io.robustmq.mqtt.subscribe;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A session joins a group at home on another core, or changes its options there.
 *
 * <pre>
 * 0            8         16        20           24       28
 * | membership | session | options | identifier | window | group, the rest |
 * </pre>
 *
 * @param membership unlike any other on this node: one session in one group from joining to leaving
 * @param options the wire's subscription options byte
 * @param identifier of the subscription; 0 for none
 * @param window what its client takes unacknowledged; 0 while it is away
 * @param group as named in SUBSCRIBE
 */
record GroupJoin(
        long membership, long session, int options, int identifier, int window, String group) {
    private static final int SESSION_AT = 8;
    private static final int OPTIONS_AT = 16;
    private static final int IDENTIFIER_AT = 20;
    private static final int WINDOW_AT = 24;
    private static final int GROUP_AT = 28;

    static GroupJoin read(DirectBuffer from, int at, int length) {
        return new GroupJoin(
                from.getLong(at),
                from.getLong(at + SESSION_AT),
                from.getInt(at + OPTIONS_AT),
                from.getInt(at + IDENTIFIER_AT),
                from.getInt(at + WINDOW_AT),
                from.getStringWithoutLengthUtf8(at + GROUP_AT, length - GROUP_AT));
    }

    /**
     * @return bytes written
     */
    int write(MutableDirectBuffer to) {
        to.putLong(0, membership);
        to.putLong(SESSION_AT, session);
        to.putInt(OPTIONS_AT, options);
        to.putInt(IDENTIFIER_AT, identifier);
        to.putInt(WINDOW_AT, window);
        return GROUP_AT + to.putStringWithoutLengthUtf8(GROUP_AT, group);
    }
}
