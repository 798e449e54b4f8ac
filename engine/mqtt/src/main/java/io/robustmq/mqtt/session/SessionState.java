package io.robustmq.mqtt.session;

import io.robustmq.kernel.forward.Heard;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a session is, changed by its events only. An idle session holds no queue, no window and no
 * table.
 */
@OwnedBy(Core.class)
final class SessionState implements SessionEvents {
    /** {@link #detachedAtMs} of a session that has a connection. */
    static final long ATTACHED = -1;

    private @Nullable Map<String, Subscription> subscriptions;
    private @Nullable ArrayDeque<Delivery> queue;
    private final SessionTotals totals;
    private final OutboundWindow window = new OutboundWindow();
    private @Nullable InboundIds inbound;
    private @Nullable Heard heard;
    private @Nullable Will will;
    private long queuedBytes;
    private long givenBytes;
    private long nextSequence;
    private long expirySeconds;
    private long detachedAtMs = ATTACHED;

    @Override
    public void opened() {}

    @Override
    public void attached(long seconds) {
        expirySeconds = seconds;
        detachedAtMs = ATTACHED;
        will = null;
    }

    @Override
    public void expiryChanged(long seconds) {
        expirySeconds = seconds;
    }

    @Override
    public void detached(long atMs) {
        detachedAtMs = atMs;
    }

    @Override
    public void willSet(Will newWill) {
        will = newWill;
    }

    @Override
    public void willCleared() {
        will = null;
    }

    @Override
    public void ended() {
        subscriptions = null;
    }

    /**
     * @param totals of all sessions of the core
     */
    SessionState(SessionTotals totals) {
        this.totals = totals;
    }

    @Override
    public void subscribed(Subscription subscription) {
        Map<String, Subscription> map = subscriptions;
        if (map == null) {
            map = new HashMap<>(4);
            subscriptions = map;
        }
        map.put(subscription.filter(), subscription);
    }

    @Override
    public void unsubscribed(String filter) {
        if (subscriptions != null) {
            subscriptions.remove(filter);
        }
    }

    @Override
    public void enqueued(Delivery delivery) {
        ArrayDeque<Delivery> deque = queue;
        if (deque == null) {
            deque = new ArrayDeque<>();
            queue = deque;
        }
        deque.addLast(delivery);
        came(delivery);
        queuedBytes += delivery.message().sizeBytes();
        totals.queueChanged(deque.size() - 1, deque.size(), delivery.message().sizeBytes());
    }

    private void came(Delivery delivery) {
        nextSequence = delivery.sequence() + 1;
        totals.held(delivery.message());
        givenBytes += givenBytes(delivery);
        if (delivery.stored() != null) {
            delivery.stored().refer();
        }
        if (delivery.forwarded()) {
            Message message = delivery.message();
            heard(message.forwardStream(), message.forwardSequence());
        }
    }

    /** As both one after the other, without a queue for a moment. */
    @Override
    public void enqueuedAndSent(Delivery delivery, int packetId) {
        assert queue == null : "something waits";
        came(delivery);
        open(packetId, delivery.qos(), delivery);
    }

    @Override
    public @Nullable StoredMessage stored(Message message) {
        return null;
    }

    @Override
    public void dropped() {
        release(removeHead());
    }

    @Override
    public void sent(int packetId) {
        Delivery delivery = removeHead();
        open(packetId, delivery.qos(), delivery);
    }

    /** A message went out that was not queued, and is not kept to be sent again. */
    void sentAtOnce(int packetId, int qos) {
        open(packetId, qos, null);
    }

    private void open(int packetId, int qos, @Nullable Delivery delivery) {
        open(packetId, OutboundWindow.sentState(qos), delivery);
    }

    private void open(int packetId, byte inState, @Nullable Delivery delivery) {
        int before = window.swollenBytes();
        window.open(packetId, inState, delivery);
        totals.inFlightChanged(1, window.swollenBytes() - before);
    }

    @Override
    public void receiptConfirmed(int packetId) {
        release(window.delivery(packetId));
        window.awaitCompletion(packetId);
    }

    @Override
    public void finished(int packetId) {
        release(window.delivery(packetId));
        int before = window.swollenBytes();
        window.close(packetId);
        totals.inFlightChanged(-1, window.swollenBytes() - before);
    }

    @Override
    public void taken(int packetId) {
        InboundIds ids = inbound;
        if (ids == null) {
            ids = new InboundIds();
            inbound = ids;
        }
        ids.add(packetId);
    }

    @Override
    public void released(int packetId) {
        if (inbound != null) {
            inbound.remove(packetId);
        }
    }

    /** Found in the tables: PUBREC came, PUBCOMP did not. */
    void foundAwaitingCompletion(int packetId, long sequence) {
        open(packetId, OutboundWindow.AWAITS_COMP, null);
        nextSequence = Math.max(nextSequence, sequence + 1);
    }

    private void release(@Nullable Delivery delivery) {
        if (delivery == null) {
            return;
        }
        totals.letGo(delivery.message());
        givenBytes -= givenBytes(delivery);
        if (delivery.stored() != null) {
            delivery.stored().release();
        }
    }

    private static long givenBytes(Delivery delivery) {
        boolean isOwn = delivery.origin() == Origin.OWN;
        return isOwn ? 0 : delivery.message().sizeBytes();
    }

    /**
     * The session ends: nothing of it refers to messages any more.
     *
     * @param freed gets those that nothing else refers to
     */
    void releaseAll(Consumer<StoredMessage> freed) {
        window.forEach((id, inState, delivery) -> release(delivery, freed));
        queue().forEach(delivery -> release(delivery, freed));
    }

    private static void release(@Nullable Delivery delivery, Consumer<StoredMessage> freed) {
        StoredMessage stored = delivery == null ? null : delivery.stored();
        if (stored != null && stored.release()) {
            freed.accept(stored);
        }
    }

    private Delivery removeHead() {
        ArrayDeque<Delivery> deque = queue;
        assert deque != null : "nothing queued";
        Delivery delivery = deque.removeFirst();
        queuedBytes -= delivery.message().sizeBytes();
        totals.queueChanged(deque.size() + 1, deque.size(), -delivery.message().sizeBytes());
        if (deque.isEmpty()) {
            queue = null;
        }
        return delivery;
    }

    /** How long the session outlives its connection; 0 ends it with that. */
    long expirySeconds() {
        return expirySeconds;
    }

    /** When the last connection ended, in milliseconds since 1970, or {@link #ATTACHED}. */
    long detachedAtMs() {
        return detachedAtMs;
    }

    @Nullable Will will() {
        return will;
    }

    /** The session is over: nothing is queued or in flight any more. */
    void clear() {
        queue().forEach(this::letGo);
        window.forEach((id, inState, delivery) -> letGo(delivery));
        totals.queueChanged(queued(), 0, -queuedBytes);
        queue = null;
        queuedBytes = 0;
        givenBytes = 0;
        totals.inFlightChanged(-window.inFlight(), -window.swollenBytes());
        window.clear();
    }

    private void letGo(@Nullable Delivery delivery) {
        if (delivery != null) {
            totals.letGo(delivery.message());
        }
    }

    /** Of the next delivery that is made for this session. */
    long nextSequence() {
        return nextSequence;
    }

    /** A forwarded message was queued. */
    void heard(int stream, long sequence) {
        Heard streams = heard;
        if (streams == null) {
            streams = new Heard();
            heard = streams;
        }
        streams.applied(stream, sequence);
    }

    /** A forwarded message was queued before. */
    boolean hasHeard(Publication publication) {
        return heard != null
                && heard.has(publication.forwardStream(), publication.forwardSequence());
    }

    /** The next to send, or null. */
    @Nullable Delivery head() {
        return queue == null ? null : queue.peekFirst();
    }

    int queued() {
        return queue == null ? 0 : queue.size();
    }

    long queuedBytes() {
        return queuedBytes;
    }

    /** Messages of shared groups that it has not finished with: what goes back when it ends. */
    long givenBytes() {
        return givenBytes;
    }

    Collection<Delivery> queue() {
        return queue == null ? List.of() : queue;
    }

    OutboundWindow window() {
        return window;
    }

    /** A QoS 2 message of the client with this identifier was taken and not yet released. */
    boolean hasTaken(int packetId) {
        return inbound != null && inbound.contains(packetId);
    }

    /** How many {@link #hasTaken} tells of. */
    int takenCount() {
        return inbound == null ? 0 : inbound.size();
    }

    /** After a restart: any of them may have been released in truth. */
    void doubtTaken() {
        if (inbound != null) {
            inbound.doubtAll();
        }
    }

    /** One of those that {@link #doubtTaken} met, and still not released. */
    boolean isDoubtful(int packetId) {
        return inbound != null && inbound.isDoubtful(packetId);
    }

    @Nullable Subscription subscription(String filter) {
        return subscriptions == null ? null : subscriptions.get(filter);
    }

    Collection<Subscription> subscriptions() {
        return subscriptions == null ? List.of() : subscriptions.values();
    }
}
