package io.robustmq.mqtt.session;

import io.robustmq.kernel.route.Subscription;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session is, changed by its events only. An idle session holds no queue, no window and no
 * table.
 */
@OwnedBy(Core.class)
final class SessionState implements SessionEvents {
    private @Nullable Map<String, Subscription> subscriptions;
    private @Nullable ArrayDeque<Delivery> queue;
    private final SessionTotals totals;
    private final OutboundWindow window = new OutboundWindow();
    private final InboundIds inbound = new InboundIds();
    private long queuedBytes;

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
        queuedBytes += delivery.message().sizeBytes();
        totals.queueChanged(deque.size() - 1, deque.size(), delivery.message().sizeBytes());
    }

    @Override
    public void dropped() {
        removeHead();
    }

    @Override
    public int sent() {
        Delivery delivery = removeHead();
        return open(delivery.qos(), delivery);
    }

    /** A message went out that was not queued, and is not kept to be sent again. */
    void sentAtOnce(int qos) {
        open(qos, null);
    }

    private int open(int qos, @Nullable Delivery delivery) {
        totals.inFlightChanged(1);
        return window.open(
                qos == 1 ? OutboundWindow.PUBLISHED : OutboundWindow.AWAITS_REC, delivery);
    }

    @Override
    public void receiptConfirmed(int packetId) {
        window.awaitCompletion(packetId);
    }

    @Override
    public void finished(int packetId) {
        window.close(packetId);
        totals.inFlightChanged(-1);
    }

    @Override
    public boolean taken(int packetId) {
        return inbound.add(packetId);
    }

    @Override
    public boolean released(int packetId) {
        return inbound.remove(packetId);
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

    /** The session is over: nothing is queued or in flight any more. */
    void clear() {
        totals.queueChanged(queued(), 0, -queuedBytes);
        queue = null;
        queuedBytes = 0;
        totals.inFlightChanged(-window.inFlight());
        window.clear();
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

    Collection<Delivery> queue() {
        return queue == null ? List.of() : queue;
    }

    OutboundWindow window() {
        return window;
    }

    int takenCount() {
        return inbound.size();
    }

    boolean hasTaken(int packetId) {
        return inbound.contains(packetId);
    }

    @Nullable Subscription subscription(String filter) {
        return subscriptions == null ? null : subscriptions.get(filter);
    }

    Collection<Subscription> subscriptions() {
        return subscriptions == null ? List.of() : subscriptions.values();
    }
}
