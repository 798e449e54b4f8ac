package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The events of a session that outlives its connection: appended to its home shard's stream, then
 * applied.
 *
 * <pre>
 * 0                   2            2 + n
 * | client id length  | client id  | the event's own fields |        little-endian; strings and bytes behind their length
 * </pre>
 */
@OwnedBy(Core.class)
final class JournaledEvents implements SessionEvents {
    static final int SUBSCRIBED = 0x0101;
    static final int UNSUBSCRIBED = 0x0102;
    static final int ENQUEUED = 0x0103;
    static final int DROPPED = 0x0104;
    static final int SENT = 0x0105;
    static final int RECEIPT_CONFIRMED = 0x0106;
    static final int FINISHED = 0x0107;
    static final int TAKEN = 0x0108;
    static final int RELEASED = 0x0109;

    private final SessionState state;
    private final CommitGate gate;
    private final int shard;
    private final MutableDirectBuffer frame = new ExpandableArrayBuffer(64);
    private final int fieldsAt;

    JournaledEvents(SessionState state, String clientId, CommitGate gate, int shard) {
        this.state = state;
        this.gate = gate;
        this.shard = shard;
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        frame.putShort(0, (short) id.length);
        frame.putBytes(2, id);
        this.fieldsAt = 2 + id.length;
    }

    @Override
    public void subscribed(Subscription subscription) {
        int at = fieldsAt;
        frame.putByte(at, (byte) subscription.options());
        frame.putInt(at + 1, subscription.subscriptionIdentifier());
        at += 5;
        append(SUBSCRIBED, putString(at, subscription.filter()));
        state.subscribed(subscription);
    }

    @Override
    public void unsubscribed(String filter) {
        append(UNSUBSCRIBED, putString(fieldsAt, filter));
        state.unsubscribed(filter);
    }

    @Override
    public void enqueued(Delivery delivery) {
        Message message = delivery.message();
        int at = fieldsAt;
        frame.putByte(at, (byte) (delivery.qos() | (delivery.retain() ? 4 : 0)));
        frame.putLong(at + 1, message.publishedAtMs());
        frame.putLong(at + 9, message.expiresAtMs());
        frame.putByte(at + 17, (byte) delivery.identifiers().length);
        at += 18;
        for (int identifier : delivery.identifiers()) {
            frame.putInt(at, identifier);
            at += Integer.BYTES;
        }
        frame.putInt(at, message.topicLength());
        frame.putInt(at + 4, message.propertiesLength());
        frame.putInt(at + 8, message.payloadLength());
        at += 12;
        frame.putBytes(at, message.bytes(), 0, message.sizeBytes());
        append(ENQUEUED, at + message.sizeBytes());
        state.enqueued(delivery);
    }

    @Override
    public void dropped() {
        append(DROPPED, fieldsAt);
        state.dropped();
    }

    @Override
    public int sent() {
        appendId(SENT, state.window().nextId());
        return state.sent();
    }

    @Override
    public void receiptConfirmed(int packetId) {
        appendId(RECEIPT_CONFIRMED, packetId);
        state.receiptConfirmed(packetId);
    }

    @Override
    public void finished(int packetId) {
        appendId(FINISHED, packetId);
        state.finished(packetId);
    }

    @Override
    public boolean taken(int packetId) {
        if (state.hasTaken(packetId)) {
            return false;
        }
        appendId(TAKEN, packetId);
        return state.taken(packetId);
    }

    @Override
    public boolean released(int packetId) {
        if (!state.hasTaken(packetId)) {
            return false;
        }
        appendId(RELEASED, packetId);
        return state.released(packetId);
    }

    private int putString(int at, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        frame.putInt(at, bytes.length);
        frame.putBytes(at + Integer.BYTES, bytes);
        return at + Integer.BYTES + bytes.length;
    }

    private void appendId(int type, int packetId) {
        frame.putInt(fieldsAt, packetId);
        append(type, fieldsAt + Integer.BYTES);
    }

    private void append(int type, int length) {
        gate.append(shard, type, frame, 0, length);
    }
}
