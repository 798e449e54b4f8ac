package io.robustmq.mqtt.subscribe;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A session joins a group at home on another core, or changes its options there.
 *
 * <pre>
 * 0            8         16        20           24       28            32
 * | membership | session | options | identifier | window | groupLength | group | client id, the rest |
 * </pre>
 *
 * @param membership unlike any other on this node: one session in one group from joining to leaving
 * @param options the wire's subscription options byte
 * @param identifier of the subscription; 0 for none
 * @param window what its client takes unacknowledged; 0 while it is away
 * @param group as named in SUBSCRIBE
 * @param clientId the session's
 */
record GroupJoin(
        long membership,
        long session,
        int options,
        int identifier,
        int window,
        String group,
        String clientId) {
    private static final int SESSION_AT = 8;
    private static final int OPTIONS_AT = 16;
    private static final int IDENTIFIER_AT = 20;
    private static final int WINDOW_AT = 24;
    private static final int GROUP_LENGTH_AT = 28;
    private static final int GROUP_AT = 32;

    static GroupJoin read(DirectBuffer from, int at, int length) {
        int groupLength = from.getInt(at + GROUP_LENGTH_AT);
        int before = GROUP_AT + groupLength;
        return new GroupJoin(
                from.getLong(at),
                from.getLong(at + SESSION_AT),
                from.getInt(at + OPTIONS_AT),
                from.getInt(at + IDENTIFIER_AT),
                from.getInt(at + WINDOW_AT),
                from.getStringWithoutLengthUtf8(at + GROUP_AT, groupLength),
                from.getStringWithoutLengthUtf8(at + before, length - before));
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
        int groupLength = to.putStringWithoutLengthUtf8(GROUP_AT, group);
        to.putInt(GROUP_LENGTH_AT, groupLength);
        int before = GROUP_AT + groupLength;
        return before + to.putStringWithoutLengthUtf8(before, clientId);
    }
}
