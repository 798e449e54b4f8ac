package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.route.Subscription;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.MutableDirectBuffer;

/**
 * The events of a session that outlives its connection: appended to its home shard's stream, then
 * applied. {@link SessionEventFlyweight} draws the frames.
 */
@OwnedBy(Core.class)
final class JournaledEvents implements SessionEvents {
    private final SessionJournal journal;
    private final byte[] clientId;
    private final int shard;
    private final SessionState state;

    JournaledEvents(SessionJournal journal, byte[] clientId, int shard, SessionState state) {
        this.journal = journal;
        this.clientId = clientId;
        this.shard = shard;
        this.state = state;
    }

    @Override
    public void opened() {
        append(SessionEventType.OPENED);
        state.opened();
    }

    @Override
    public void attached(long expirySeconds) {
        appendExpiry(SessionEventType.ATTACHED, expirySeconds);
        state.attached(expirySeconds);
    }

    @Override
    public void expiryChanged(long expirySeconds) {
        appendExpiry(SessionEventType.EXPIRY_CHANGED, expirySeconds);
        state.expiryChanged(expirySeconds);
    }

    @Override
    public void detached(long atMs) {
        int at = begin();
        frame().putLong(at, atMs, LITTLE_ENDIAN);
        append(SessionEventType.DETACHED, at + Long.BYTES);
        state.detached(atMs);
    }

    @Override
    public void willSet(Will will) {
        int end = WillFlyweight.write(frame(), begin(), will, journal.view(will.message()));
        append(SessionEventType.WILL_SET, end);
        state.willSet(will);
    }

    @Override
    public void willCleared() {
        append(SessionEventType.WILL_CLEARED);
        state.willCleared();
    }

    @Override
    public void ended() {
        append(SessionEventType.ENDED);
        state.ended();
    }

    @Override
    public void subscribed(Subscription subscription) {
        int at = begin();
        frame().putByte(at, (byte) subscription.options());
        frame().putInt(at + 1, subscription.subscriptionIdentifier(), LITTLE_ENDIAN);
        at += 1 + Integer.BYTES;
        appendText(SessionEventType.SUBSCRIBED, at, subscription.filterBytes());
        state.subscribed(subscription);
    }

    @Override
    public void unsubscribed(String filter) {
        appendText(SessionEventType.UNSUBSCRIBED, begin(), filter.getBytes(UTF_8));
        state.unsubscribed(filter);
    }

    @Override
    public void enqueued(Delivery delivery) {
        int end =
                DeliveryFlyweight.write(
                        frame(), begin(), delivery, journal.view(delivery.message()));
        append(SessionEventType.ENQUEUED, end);
        state.enqueued(delivery);
    }

    @Override
    public void dropped() {
        append(SessionEventType.DROPPED);
        state.dropped();
    }

    @Override
    public void sent(int packetId) {
        appendId(SessionEventType.SENT, packetId);
        state.sent(packetId);
    }

    @Override
    public void receiptConfirmed(int packetId) {
        appendId(SessionEventType.RECEIPT_CONFIRMED, packetId);
        state.receiptConfirmed(packetId);
    }

    @Override
    public void finished(int packetId) {
        appendId(SessionEventType.FINISHED, packetId);
        state.finished(packetId);
    }

    @Override
    public void taken(int packetId) {
        appendId(SessionEventType.TAKEN, packetId);
        state.taken(packetId);
    }

    @Override
    public void released(int packetId) {
        appendId(SessionEventType.RELEASED, packetId);
        state.released(packetId);
    }

    private MutableDirectBuffer frame() {
        return journal.frame();
    }

    private int begin() {
        return SessionEventFlyweight.write(frame(), clientId);
    }

    private void append(int type) {
        append(type, begin());
    }

    private void appendExpiry(int type, long seconds) {
        int at = begin();
        frame().putInt(at, (int) seconds, LITTLE_ENDIAN);
        append(type, at + Integer.BYTES);
    }

    private void appendText(int type, int at, byte[] utf8) {
        frame().putBytes(at, utf8);
        append(type, at + utf8.length);
    }

    private void appendId(int type, int packetId) {
        int at = begin();
        frame().putShort(at, (short) packetId, LITTLE_ENDIAN);
        append(type, at + Short.BYTES);
    }

    private void append(int type, int length) {
        journal.append(shard, type, length);
    }
}
