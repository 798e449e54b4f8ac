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
 * DETACHED                           | atMs, long |
 * WILL_SET                           | {@link WillFlyweight} |
 * SUBSCRIBED                         | options, byte | identifier, int | filter, the rest |
 * UNSUBSCRIBED                       | filter, the rest |
 * ENQUEUED                           | {@link DeliveryFlyweight} |
 * SENT, RECEIPT_CONFIRMED, FINISHED  | packet identifier, short, unsigned |
 * TAKEN, RELEASED                    | packet identifier, short, unsigned |
 * OPENED, WILL_CLEARED, DROPPED, ENDED have none
 * </pre>
 */
final class SessionEventFlyweight {
    /** Any change of these layouts, or of a publication's, is a new version. */
    static final byte VERSION = 1;

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

    static int fieldsAt(DirectBuffer from, int offset) {
        return offset + CLIENT_ID_AT + clientIdLength(from, offset);
    }

    private static int clientIdLength(DirectBuffer from, int offset) {
        return from.getShort(offset + CLIENT_ID_LENGTH_AT, LITTLE_ENDIAN) & 0xFFFF;
    }
}
