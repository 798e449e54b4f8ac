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
    private final OutboundWindow window = new OutboundWindow();
    private final InboundIds inbound = new InboundIds();
    private long queuedBytes;

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
    }

    @Override
    public void dropped() {
        removeHead();
    }

    @Override
    public int sent() {
        Delivery delivery = removeHead();
        return window.open(
                delivery.qos() == 1 ? OutboundWindow.PUBLISHED : OutboundWindow.AWAITS_REC,
                delivery);
    }

    @Override
    public void receiptConfirmed(int packetId) {
        window.awaitCompletion(packetId);
    }

    @Override
    public void finished(int packetId) {
        window.close(packetId);
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
        if (deque.isEmpty()) {
            queue = null;
        }
        return delivery;
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
