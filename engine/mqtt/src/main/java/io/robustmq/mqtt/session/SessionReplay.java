package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.message.MessageFlyweight;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/** Makes a session's events again from their frames and applies them to its state. */
@OwnedBy(Core.class)
final class SessionReplay {
    private final Publication publication = new Publication();
    private final StoredMessages messages;
    private final Origins origins;
    private long latestMs;

    SessionReplay(StoredMessages messages, Origins origins) {
        this.messages = messages;
        this.origins = origins;
    }

    /**
     * @param shard the session's home
     * @param type a {@link SessionEventType}
     * @param offset where the frame begins
     * @param session the subscriber its subscriptions are of
     */
    void apply(
            int shard, int type, DirectBuffer frame, int offset, int length, MqttSession session) {
        int at = SessionEventFlyweight.fieldsAt(frame, offset);
        int end = offset + length;
        SessionState state = session.state();
        switch (type) {
            case SessionEventType.OPENED -> state.opened();
            case SessionEventType.ATTACHED -> state.attached(expiry(frame, at));
            case SessionEventType.EXPIRY_CHANGED -> state.expiryChanged(expiry(frame, at));
            case SessionEventType.DETACHED -> state.detached(frame.getLong(at, LITTLE_ENDIAN));
            case SessionEventType.WILL_SET ->
                    state.willSet(WillFlyweight.read(frame, at, end, publication));
            case SessionEventType.WILL_CLEARED -> state.willCleared();
            case SessionEventType.ENDED -> {
                state.releaseAll(freed -> messages.foundFreed(shard, freed.number()));
                state.ended();
            }
            case SessionEventType.SUBSCRIBED ->
                    state.subscribed(subscription(frame, at, end, session));
            case SessionEventType.UNSUBSCRIBED ->
                    state.unsubscribed(frame.getStringWithoutLengthUtf8(at, end - at));
            case SessionEventType.ENQUEUED -> enqueued(shard, frame, at, end, state);
            case SessionEventType.DROPPED -> {
                state.dropped();
                freed(shard, frame, at + Long.BYTES, end);
            }
            case SessionEventType.SENT -> state.sent(packetId(frame, at));
            case SessionEventType.RECEIPT_CONFIRMED -> {
                state.receiptConfirmed(packetId(frame, at));
                freed(shard, frame, at + Short.BYTES + Long.BYTES, end);
            }
            case SessionEventType.FINISHED -> {
                state.finished(packetId(frame, at));
                freed(shard, frame, at + Short.BYTES + Long.BYTES, end);
            }
            case SessionEventType.ENQUEUED_RUN -> enqueuedRun(shard, frame, at, end, state);
            case SessionEventType.FINISHED_RUN -> finishedRun(shard, frame, at, end, state);
            case SessionEventType.TAKEN -> state.taken(packetId(frame, at));
            case SessionEventType.RELEASED -> state.released(packetId(frame, at));
            default -> throw new IllegalStateException("no session event has type " + type);
        }
    }

    private void enqueued(int shard, DirectBuffer frame, int at, int end, SessionState state) {
        int row = at + DeliveryFlyweight.ROW_AT;
        long number = DeliveryFlyweight.messageNumber(frame, row);
        int behind = DeliveryFlyweight.rowEnd(frame, row);
        boolean isSent = DeliveryFlyweight.isSent(frame, row);
        int messageAt = isSent ? behind + Short.BYTES : behind;
        if (DeliveryFlyweight.isForwarded(frame, row)) {
            state.heard(
                    DeliveryFlyweight.forwardStream(frame, messageAt),
                    DeliveryFlyweight.forwardSequence(frame, messageAt));
            messageAt += DeliveryFlyweight.FORWARD_BYTES;
        }
        if (DeliveryFlyweight.isFirst(frame, row)) {
            found(shard, number, frame, messageAt, end);
        }
        Delivery delivery = delivery(shard, frame, row, DeliveryFlyweight.sequence(frame, at));
        if (isSent) {
            state.enqueuedAndSent(delivery, packetId(frame, behind));
        } else {
            state.enqueued(delivery);
        }
    }

    private void enqueuedRun(int shard, DirectBuffer frame, int at, int end, SessionState state) {
        messagesOf(
                shard,
                frame,
                at,
                end,
                0,
                (delivery, packetId) -> {
                    if (packetId == DeliveryFlyweight.WAITS) {
                        state.enqueued(delivery);
                    } else {
                        state.enqueuedAndSent(delivery, packetId);
                    }
                });
    }

    /** Gets the messages of a run, in order. */
    interface RunVisitor {
        void onMessage(Delivery delivery, int packetId);
    }

    /**
     * @param at where the fields of an ENQUEUED_RUN begin
     * @param from the first sequence that counts
     */
    void messagesOf(int shard, DirectBuffer frame, int at, int end, long from, RunVisitor visitor) {
        int count = RunFlyweight.enqueued(frame, at, end);
        int packetId = RunFlyweight.packetId(frame, at);
        int each = at + RunFlyweight.EACH_AT;
        for (int i = 0; i < count; i++) {
            int next = RunFlyweight.behind(frame, each);
            long sequence = RunFlyweight.sequence(frame, at) + i;
            if (sequence >= from) {
                long number = RunFlyweight.number(frame, at) + i;
                found(shard, number, frame, each + RunFlyweight.MESSAGE_AT, next);
                StoredMessage stored = messages.get(shard, number);
                visitor.onMessage(
                        RunFlyweight.read(frame, each, sequence, stored),
                        packetId == DeliveryFlyweight.WAITS ? packetId : packetId + i);
            }
            each = next;
        }
    }

    private void finishedRun(int shard, DirectBuffer frame, int at, int end, SessionState state) {
        int count = RunFlyweight.finished(at, end);
        for (int i = 0; i < count; i++) {
            state.finished(RunFlyweight.packetId(frame, at) + i);
            messages.foundFreed(shard, RunFlyweight.number(frame, at) + i);
        }
    }

    /** A message of this shard's table, or of a frame. */
    void found(int shard, long number, DirectBuffer from, int at, int end) {
        messages.found(shard, number, MessageFlyweight.wrap(from, at, end, publication).kept());
        latestMs = Math.max(latestMs, publication.publishedAtMs());
    }

    /**
     * @param row of a delivery whose message was found before
     */
    Delivery delivery(int shard, DirectBuffer from, int row, long sequence) {
        StoredMessage stored = messages.get(shard, DeliveryFlyweight.messageNumber(from, row));
        return DeliveryFlyweight.read(shard, from, row, sequence, stored, origins);
    }

    Will will(DirectBuffer from, int at, int end) {
        return WillFlyweight.read(from, at, end, publication);
    }

    private void freed(int shard, DirectBuffer frame, int at, int end) {
        if (at < end) {
            messages.foundFreed(shard, frame.getLong(at, LITTLE_ENDIAN));
        }
    }

    /** When the latest message that was read was published. */
    long latestMs() {
        return latestMs;
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
