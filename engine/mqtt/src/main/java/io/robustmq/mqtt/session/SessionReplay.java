package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/** Makes a session's events again from their frames and applies them to its state. */
@OwnedBy(Core.class)
final class SessionReplay {
    private final Publication publication = new Publication();
    private final Origins origins;

    SessionReplay(Origins origins) {
        this.origins = origins;
    }

    /**
     * @param type a {@link SessionEventType}
     * @param offset where the frame begins
     * @param events the session's state
     * @param session the subscriber its subscriptions are of
     */
    void apply(
            int type,
            DirectBuffer frame,
            int offset,
            int length,
            SessionEvents events,
            MqttSession session) {
        int at = SessionEventFlyweight.fieldsAt(frame, offset);
        int end = offset + length;
        switch (type) {
            case SessionEventType.OPENED -> events.opened();
            case SessionEventType.ATTACHED -> events.attached(expiry(frame, at));
            case SessionEventType.EXPIRY_CHANGED -> events.expiryChanged(expiry(frame, at));
            case SessionEventType.DETACHED -> events.detached(frame.getLong(at, LITTLE_ENDIAN));
            case SessionEventType.WILL_SET ->
                    events.willSet(WillFlyweight.read(frame, at, end, publication));
            case SessionEventType.WILL_CLEARED -> events.willCleared();
            case SessionEventType.ENDED -> events.ended();
            case SessionEventType.SUBSCRIBED ->
                    events.subscribed(subscription(frame, at, end, session));
            case SessionEventType.UNSUBSCRIBED ->
                    events.unsubscribed(frame.getStringWithoutLengthUtf8(at, end - at));
            case SessionEventType.ENQUEUED ->
                    events.enqueued(DeliveryFlyweight.read(frame, at, end, publication, origins));
            case SessionEventType.DROPPED -> events.dropped();
            case SessionEventType.SENT -> events.sent(packetId(frame, at));
            case SessionEventType.RECEIPT_CONFIRMED -> events.receiptConfirmed(packetId(frame, at));
            case SessionEventType.FINISHED -> events.finished(packetId(frame, at));
            case SessionEventType.TAKEN -> events.taken(packetId(frame, at));
            case SessionEventType.RELEASED -> events.released(packetId(frame, at));
            default -> throw new IllegalStateException("no session event has type " + type);
        }
    }

    private static long expiry(DirectBuffer frame, int at) {
        return Integer.toUnsignedLong(frame.getInt(at, LITTLE_ENDIAN));
    }

    private static int packetId(DirectBuffer frame, int at) {
        return frame.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
    }

    private static Subscription subscription(
            DirectBuffer frame, int at, int end, MqttSession session) {
        int filterAt = at + 1 + Integer.BYTES;
        byte[] filter = new byte[end - filterAt];
        frame.getBytes(filterAt, filter);
        return new Subscription(
                session, filter, frame.getByte(at), frame.getInt(at + 1, LITTLE_ENDIAN));
    }
}
