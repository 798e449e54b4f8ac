package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What every session event in the journal begins with; {@link SessionEventType} says what follows.
 *
 * <pre>
 * 0         1                 3            3 + n
 * | version | clientIdLength  | client id  | the event's own fields |    little-endian
 *
 * ATTACHED, EXPIRY_CHANGED           | expirySeconds, int, unsigned |
 * DETACHED                           | atMs, long | expirySeconds, int, unsigned |
 * WILL_SET                           | {@link WillFlyweight} |
 * SUBSCRIBED                         | options, byte | identifier, int | filter, the rest |
 * UNSUBSCRIBED                       | filter, the rest |
 * ENQUEUED                           | {@link DeliveryFlyweight} |
 * SENT                               | packet identifier, short, unsigned | QoS, byte | sequence, long |
 * DROPPED                            | sequence, long | freed, long |
 * RECEIPT_CONFIRMED                  | packet identifier | sequence, long | freed, long |
 * FINISHED                           | packet identifier | sequence, long | freed, long |
 * TAKEN, RELEASED                    | packet identifier, short, unsigned |
 * ENDED                              | freed, longs |
 * ENQUEUED_RUN, FINISHED_RUN         | {@link RunFlyweight} |
 * OPENED, WILL_CLEARED have none
 * </pre>
 *
 * {@code sequence} is the delivery's, not there when the client took the message over before;
 * {@code freed} the number of the message that no queue of the shard refers to any more, not there
 * when others do. So whoever applies an event to tables needs nothing but the event.
 */
final class SessionEventFlyweight {
    /** Any change of these layouts, or of a publication's, is a new version. */
    static final byte VERSION = 2;

    private static final int CLIENT_ID_LENGTH_AT = 1;
    private static final int CLIENT_ID_AT = 3;

    private SessionEventFlyweight() {}

    /**
     * @param clientId UTF-8, at most 65,535 bytes
     * @return where the event's own fields begin
     */
    static int write(MutableDirectBuffer to, byte[] clientId) {
        to.putByte(0, VERSION);
        to.putShort(CLIENT_ID_LENGTH_AT, (short) clientId.length, LITTLE_ENDIAN);
        to.putBytes(CLIENT_ID_AT, clientId);
        return CLIENT_ID_AT + clientId.length;
    }

    /**
     * @throws IllegalStateException when a version is not this build's
     */
    static void checkVersion(DirectBuffer from, int offset) {
        byte version = from.getByte(offset);
        if (version != VERSION) {
            throw new IllegalStateException(
                    "session event of version " + version + "; this build reads " + VERSION);
        }
    }

    static String clientId(DirectBuffer from, int offset) {
        return from.getStringWithoutLengthUtf8(offset + CLIENT_ID_AT, clientIdLength(from, offset));
    }

    /** Where the client id's length begins; the client id follows it. */
    static int clientIdAt(int offset) {
        return offset + CLIENT_ID_LENGTH_AT;
    }

    static int fieldsAt(DirectBuffer from, int offset) {
        return offset + CLIENT_ID_AT + clientIdLength(from, offset);
    }

    private static int clientIdLength(DirectBuffer from, int offset) {
        return from.getShort(offset + CLIENT_ID_LENGTH_AT, LITTLE_ENDIAN) & 0xFFFF;
    }
}
