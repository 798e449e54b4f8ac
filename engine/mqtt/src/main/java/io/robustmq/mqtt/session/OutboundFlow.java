package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.mqtt.metrics.DropReason;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/**
 * A session's messages on their way to its client: now, or as soon as its window and output have
 * room, or when it returns.
 *
 * <pre>
 * QoS 0: output has room ? send : drop and count
 * QoS 1, 2: nothing queued, window and output have room ? send : enqueue; the queue is pumped by acknowledgements,
 *           by onWritable and by resume
 * </pre>
 */
@OwnedBy(Core.class)
final class OutboundFlow {
    /** A shared group gives no more to one member before the others have their turn. */
    static final int GROUP_WINDOW = 1024;

    /**
     * Bytes of messages that shared groups gave and a member has not finished with. With so much it
     * gets no more of them, as with a full queue: all of it, and one message at most, goes back in
     * one step when the member's session ends.
     */
    static final long GIVEN_BYTES_MAX = 64L << 20;

    private final SessionState state;
    private final SessionEvents events;
    private final SessionServices services;
    private final boolean durable;
    private final HeldSends held;
    private @Nullable ClientLink link;
    private boolean waiting;

    /** What a resumed session's client gets again first; null when that is done. */
    private @Nullable Repetition repetition;

    OutboundFlow(
            SessionState state, SessionEvents events, SessionServices services, boolean durable) {
        this.state = state;
        this.events = events;
        this.services = services;
        this.durable = durable;
        this.held = durable ? new HeldSends() : HeldSends.NONE;
    }

    // ---- the client ----

    @Nullable ClientLink link() {
        return link;
    }

    void attach(ClientLink client) {
        link = client;
    }

    void detach() {
        link = null;
        repetition = null;
        held.clear();
    }

    /** Repeats unfinished exchanges, then sends what waited. */
    void resume() {
        repetition =
                state.window().inFlight() == 0 ? null : new Repetition(state, events, services);
        pump();
    }

    // ---- from the routes ----

    boolean isReady(int qos) {
        ClientLink client = link;
        return client != null
                && (qos == 0
                        || (state.queued() == 0
                                && state.givenBytes() < GIVEN_BYTES_MAX
                                && state.window().inFlight()
                                        < Math.min(client.window(), GROUP_WINDOW)));
    }

    /** What a member may have unfinished of its group; 0 while its client is away. */
    int groupWindow() {
        ClientLink client = link;
        return client == null ? 0 : Math.min(client.window(), GROUP_WINDOW);
    }

    /**
     * @param forwarded it has a mark, and may come again
     */
    void accept(
            Publication publication,
            int qos,
            boolean retain,
            int[] identifiers,
            Origin origin,
            boolean forwarded) {
        ClientLink client = link;
        if (qos == 0) {
            if (client == null) {
                return;
            }
            if (client.sendPublish(publication, 0, retain, false, 0, identifiers)
                    == ClientLink.BACK_PRESSURED) {
                services.counters().dropped(DropReason.OUTPUT_FULL);
            }
            return;
        }
        if (client != null
                && !durable
                && origin == Origin.OWN
                && state.queued() == 0
                && sendNow(client, publication, qos, retain, identifiers)) {
            return;
        }
        enqueue(publication, qos, retain, identifiers, origin, forwarded);
    }

    /**
     * The way without a copy: only the identifier is remembered, since nothing is sent again after
     * the connection.
     */
    private boolean sendNow(
            ClientLink client,
            Publication publication,
            int qos,
            boolean retain,
            int[] identifiers) {
        if (!windowHasRoom(client)) {
            return false;
        }
        int packetId = state.window().nextId();
        int result = client.sendPublish(publication, qos, retain, false, packetId, identifiers);
        if (result == ClientLink.SENT) {
            state.sentAtOnce(packetId, qos);
        }
        return result != ClientLink.BACK_PRESSURED;
    }

    /** Large windows share a bound with the messages that sessions hold. */
    private boolean windowHasRoom(ClientLink client) {
        OutboundWindow window = state.window();
        return window.inFlight() < client.window()
                && !(window.isAboutToSwell() && services.isFull());
    }

    private void enqueue(
            Publication publication,
            int qos,
            boolean retain,
            int[] identifiers,
            Origin origin,
            boolean forwarded) {
        if (state.queued() >= services.maxQueued()
                || !durable && services.isFull()
                || origin != Origin.OWN && state.givenBytes() >= GIVEN_BYTES_MAX) {
            services.counters().dropped(DropReason.QUEUE_FULL);
            origin.onFinished();
            return;
        }
        Message kept = publication.kept();
        Delivery delivery =
                new Delivery(
                        state.nextSequence(),
                        kept,
                        qos,
                        retain,
                        identifiers,
                        origin,
                        events.stored(kept),
                        forwarded);
        ClientLink client = link;
        if (client != null && canSendAtOnce(client, delivery.message())) {
            int packetId = state.window().nextId();
            events.enqueuedAndSent(delivery, packetId);
            held.add(packetId, services.journal().mark());
        } else {
            events.enqueued(delivery);
        }
        pump();
    }

    /** Of a durable session: it is the next to send, and its turn is now. */
    private boolean canSendAtOnce(ClientLink client, Message message) {
        return durable
                && repetition == null
                && state.queued() == 0
                && windowHasRoom(client)
                && !message.isExpired(services.nowMs());
    }

    /** It is in the line of those that wait for the journal. */
    boolean isWaiting() {
        return waiting;
    }

    void waiting(boolean isWaiting) {
        waiting = isWaiting;
    }

    // ---- the queue ----

    /** Sends from the queue's head while window and output have room. */
    void pump() {
        ClientLink client = link;
        if (client == null || !isRepeated(client) || !sendHeld(client)) {
            return;
        }
        for (Delivery head = state.head(); head != null; head = state.head()) {
            Message message = head.message();
            if (message.isExpired(services.nowMs())) {
                drop(head, DropReason.EXPIRED);
                continue;
            }
            if (!windowHasRoom(client)) {
                break;
            }
            int packetId = state.window().nextId();
            if (durable) {
                events.sent(packetId);
                held.add(packetId, services.journal().mark());
                continue;
            }
            switch (send(client, head, packetId)) {
                case ClientLink.SENT -> events.sent(packetId);
                case ClientLink.TOO_LARGE -> drop(head, DropReason.TOO_LARGE);
                default -> {
                    return;
                }
            }
        }
        if (!held.isEmpty() && sendHeld(client) && !held.isEmpty()) {
            services.waitForJournal(this);
        }
    }

    private int send(ClientLink client, Delivery delivery, int packetId) {
        return client.sendPublish(
                services.replay().wrap(delivery.message()),
                delivery.qos(),
                delivery.retain(),
                false,
                packetId,
                delivery.identifiers());
    }

    /**
     * What a durable session decided to send leaves when that is kept: a message nobody
     * acknowledged taking is read by no one, and an identifier stands for the same message after a
     * restart.
     *
     * @return false: some is left, for want of room
     */
    private boolean sendHeld(ClientLink client) {
        while (!held.isEmpty() && services.journal().isReached(held.mark())) {
            int packetId = held.packetId();
            Delivery delivery = state.window().delivery(packetId);
            int result = delivery == null ? ClientLink.SENT : send(client, delivery, packetId);
            if (result == ClientLink.BACK_PRESSURED) {
                return false;
            }
            held.remove();
            if (result == ClientLink.TOO_LARGE) { // [MQTT-3.1.2-25]
                services.counters().dropped(DropReason.TOO_LARGE);
                tookOver(packetId);
                events.finished(packetId);
            }
        }
        return true;
    }

    /** Once per cycle while something is held. @return false when nothing is any more */
    boolean onJournal() {
        ClientLink client = link;
        if (client != null && isRepeated(client)) {
            sendHeld(client);
        }
        return !held.isEmpty();
    }

    private boolean isRepeated(ClientLink client) {
        if (repetition != null && repetition.goOn(client)) {
            repetition = null;
        }
        return repetition == null;
    }

    private void drop(Delivery head, DropReason reason) {
        events.dropped();
        head.origin().onFinished();
        services.counters().dropped(reason);
    }

    // ---- acknowledgements ----

    boolean onPuback(int packetId) {
        if (state.window().state(packetId) != OutboundWindow.PUBLISHED) {
            return false;
        }
        finish(packetId);
        return true;
    }

    boolean onPubrec(int packetId, boolean refused) {
        byte inState = state.window().state(packetId);
        if (inState == OutboundWindow.AWAITS_COMP) {
            return true;
        }
        if (inState != OutboundWindow.AWAITS_REC) {
            return false;
        }
        if (refused) {
            finish(packetId);
        } else {
            tookOver(packetId);
            events.receiptConfirmed(packetId);
        }
        return true;
    }

    boolean onPubcomp(int packetId) {
        if (state.window().state(packetId) != OutboundWindow.AWAITS_COMP) {
            return false;
        }
        events.finished(packetId);
        pump();
        return true;
    }

    private void finish(int packetId) {
        tookOver(packetId);
        events.finished(packetId);
        pump();
    }

    /**
     * The message is the client's now: whoever gave it to this session need not keep it in mind.
     */
    private void tookOver(int packetId) {
        Delivery delivery = state.window().delivery(packetId);
        if (delivery != null) {
            delivery.origin().onFinished();
        }
    }

    // ---- the end ----

    /**
     * What shared groups gave and the client did not take over goes back to them, but for a QoS 2
     * message that was sent: the client may have it [MQTT-4.8.2-5].
     */
    void returnUnacknowledged() {
        state.window()
                .forEach((id, inState, delivery) -> {
                    if (inState == OutboundWindow.PUBLISHED) {
                        giveBack(delivery);
                    }
                });
        state.queue().forEach(OutboundFlow::giveBack);
    }

    private static void giveBack(@Nullable Delivery delivery) {
        if (delivery != null) {
            delivery.origin().onUnacknowledged(delivery.message());
        }
    }
}
