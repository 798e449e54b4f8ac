package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.shard.Policies;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Objects;
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
    private final Durability durability;
    private final SessionState state;

    /** Of the frame in the making. */
    private int length;

    /**
     * @param durability of all but messages, whose own is their topic's
     */
    JournaledEvents(
            SessionJournal journal,
            byte[] clientId,
            int shard,
            Durability durability,
            SessionState state) {
        this.durability = durability;
        this.journal = journal;
        this.clientId = clientId;
        this.shard = shard;
        this.state = state;
    }

    byte[] clientId() {
        return clientId;
    }

    /** The session's home. */
    int shard() {
        return shard;
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
        frame().putInt(at + Long.BYTES, (int) state.expirySeconds(), LITTLE_ENDIAN);
        append(SessionEventType.DETACHED, at + Long.BYTES + Integer.BYTES);
        state.detached(atMs);
    }

    @Override
    public void willSet(Will will) {
        append(SessionEventType.WILL_SET, WillFlyweight.write(frame(), begin(), will));
        state.willSet(will);
    }

    @Override
    public void willCleared() {
        append(SessionEventType.WILL_CLEARED);
        state.willCleared();
    }

    @Override
    public void ended() {
        length = begin();
        state.releaseAll(this::freed);
        append(SessionEventType.ENDED, length);
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
        Durability kept = journal.durabilityOf(delivery.message());
        state.enqueued(appendEnqueued(delivery, DeliveryFlyweight.WAITS, kept));
    }

    @Override
    public void enqueuedAndSent(Delivery delivery, int packetId) {
        Durability kept = Policies.stronger(durability, journal.durabilityOf(delivery.message()));
        state.enqueuedAndSent(appendEnqueued(delivery, packetId, kept), packetId);
    }

    private Delivery appendEnqueued(Delivery delivery, int packetId, Durability kept) {
        StoredMessage known = delivery.stored();
        StoredMessage stored = known == null ? stored(delivery.message()) : known;
        if (RunFlyweight.takes(delivery, stored)) {
            journal.runs().enqueued(this, delivery, stored.number(), packetId, kept);
        } else {
            int end = DeliveryFlyweight.write(frame(), begin(), delivery, stored, packetId);
            journal.append(shard, SessionEventType.ENQUEUED, kept, end);
        }
        return known == null ? delivery.storedAs(stored) : delivery;
    }

    @Override
    public StoredMessage stored(Message message) {
        return journal.messages().of(shard, message);
    }

    @Override
    public void dropped() {
        length = begin();
        putSequence(head());
        append(SessionEventType.DROPPED, length);
        state.dropped();
    }

    @Override
    public void sent(int packetId) {
        Delivery delivery = head();
        int at = begin();
        frame().putShort(at, (short) packetId, LITTLE_ENDIAN);
        frame().putByte(at + Short.BYTES, (byte) delivery.qos());
        frame().putLong(at + Short.BYTES + 1, delivery.sequence(), LITTLE_ENDIAN);
        append(SessionEventType.SENT, at + Short.BYTES + 1 + Long.BYTES);
        state.sent(packetId);
    }

    private Delivery head() {
        return Objects.requireNonNull(state.head(), "nothing queued");
    }

    @Override
    public void receiptConfirmed(int packetId) {
        appendTakenOver(SessionEventType.RECEIPT_CONFIRMED, packetId);
        state.receiptConfirmed(packetId);
    }

    @Override
    public void finished(int packetId) {
        Delivery delivery = state.window().delivery(packetId);
        StoredMessage stored = delivery == null ? null : delivery.stored();
        if (delivery != null && stored != null && delivery.isLastReference()) {
            long sequence = delivery.sequence();
            journal.runs().finished(this, sequence, stored.number(), packetId, durability);
            journal.messages().freed(shard, stored);
        } else {
            appendTakenOver(SessionEventType.FINISHED, packetId);
        }
        state.finished(packetId);
    }

    private void appendTakenOver(int type, int packetId) {
        length = begin();
        frame().putShort(length, (short) packetId, LITTLE_ENDIAN);
        length += Short.BYTES;
        Delivery delivery = state.window().delivery(packetId);
        if (delivery != null) {
            putSequence(delivery);
        }
        append(type, length);
    }

    /** The delivery is over, and its message too when nothing else refers to it. */
    private void putSequence(Delivery delivery) {
        frame().putLong(length, delivery.sequence(), LITTLE_ENDIAN);
        length += Long.BYTES;
        StoredMessage stored = delivery.stored();
        if (stored != null && delivery.isLastReference()) {
            freed(stored);
        }
    }

    private void freed(StoredMessage stored) {
        frame().putLong(length, stored.number(), LITTLE_ENDIAN);
        length += Long.BYTES;
        journal.messages().freed(shard, stored);
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

    MutableDirectBuffer frame() {
        return journal.frame();
    }

    /** Begins a frame of this session. @return where the event's own fields go */
    int begin() {
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

    private void append(int type, int frameBytes) {
        journal.append(shard, type, durability, frameBytes);
    }
}
