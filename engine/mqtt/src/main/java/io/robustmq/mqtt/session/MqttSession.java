package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.mqtt.metrics.DropReason;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timers;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * One client's session: takes what its subscriptions match and brings it to the client, now, or as
 * soon as its window and output have room, or when it returns.
 *
 * <pre>
 * QoS 0: output has room ? send : drop and count
 * QoS 1, 2: nothing queued, window and output have room ? send : enqueue; the queue is pumped by acknowledgements,
 *           by onWritable and by attach
 * </pre>
 */
@OwnedBy(Core.class)
public final class MqttSession implements Recipient, GroupMember {
    private static final int[] NOTHING_TO_REPEAT = {};

    private final String clientId;
    private final long number;
    private final SessionServices services;
    private final SessionState state;
    private final SessionEvents events;
    private final boolean durable;
    private long expirySeconds;
    private @Nullable ClientLink link;
    private @Nullable Runnable presenceWatch;

    /**
     * Identifiers that a resumed session's client is to get again, in order; those before {@link
     * #repeatAt} it got.
     */
    private int[] repeats = NOTHING_TO_REPEAT;

    private int repeatAt;
    private @Nullable Will will;
    private long endTimer = Timers.NONE;
    private long willTimer = Timers.NONE;

    /**
     * @param number unlike any other session's of this node
     * @param expirySeconds 0 ends the session with its connection; {@link
     *     io.robustmq.mqtt.MqttConfig.Sessions#NEVER_EXPIRES} keeps it
     */
    MqttSession(String clientId, long number, long expirySeconds, SessionServices services) {
        this.clientId = clientId;
        this.number = number;
        this.services = services;
        this.expirySeconds = expirySeconds;
        this.durable = expirySeconds > 0;
        this.state = new SessionState(services.totals());
        this.events = durable ? services.journaled(state, clientId) : state;
    }

    public String clientId() {
        return clientId;
    }

    /** Unlike any other session's; a publication's sender. */
    @Override
    public long number() {
        return number;
    }

    /** True when it was made to outlive its connection: its changes are journaled. */
    public boolean isDurable() {
        return durable;
    }

    public long expirySeconds() {
        return expirySeconds;
    }

    @Override
    public boolean isConnected() {
        return link != null;
    }

    // ---- from the routes ----

    @Override
    public void deliver(Publication publication, Subscription[] subscriptions, int from, int to) {
        Subscription first = subscriptions[from];
        if (to - from == 1 && first.subscriptionIdentifier() == 0) {
            if (first.noLocal() && publication.sender() == number) {
                return;
            }
            accept(
                    publication,
                    Math.min(first.qos(), publication.qos()),
                    publication.retain() && first.retainAsPublished(),
                    Delivery.NO_IDENTIFIERS,
                    Origin.OWN);
            return;
        }
        Overlap overlap =
                services.overlap().of(subscriptions, from, to, publication.sender() == number);
        if (overlap.matches()) {
            accept(
                    publication,
                    Math.min(overlap.qos(), publication.qos()),
                    publication.retain() && overlap.retainAsPublished(),
                    overlap.identifiers(),
                    Origin.OWN);
        }
    }

    /**
     * A retained message for a new subscription: sent with RETAIN set [MQTT-3.3.1-8]. @return
     * false: try again later
     */
    public boolean deliverRetained(Publication publication, Subscription subscription) {
        int qos = Math.min(subscription.qos(), publication.qos());
        ClientLink client = link;
        if (qos == 0 && client != null) {
            return client.sendPublish(
                            publication,
                            0,
                            true,
                            false,
                            0,
                            services.overlap().identifiers(subscription))
                    != ClientLink.BACK_PRESSURED;
        }
        if (state.queued() >= services.maxQueued() / 2) {
            return false;
        }
        accept(publication, qos, true, services.overlap().identifiers(subscription), Origin.OWN);
        return true;
    }

    @Override
    public boolean isReady(int qos) {
        ClientLink client = link;
        return client != null
                && (qos == 0
                        || (state.queued() == 0 && state.window().inFlight() < client.window()));
    }

    @Override
    public void accept(
            Publication publication, int qos, boolean retain, int[] identifiers, Origin origin) {
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
        enqueue(publication, qos, retain, identifiers, origin);
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
        OutboundWindow window = state.window();
        if (window.inFlight() >= client.window()) {
            return false;
        }
        int result =
                client.sendPublish(publication, qos, retain, false, window.nextId(), identifiers);
        if (result == ClientLink.SENT) {
            state.sentAtOnce(qos);
        }
        return result != ClientLink.BACK_PRESSURED;
    }

    private void enqueue(
            Publication publication, int qos, boolean retain, int[] identifiers, Origin origin) {
        if (state.queued() >= services.maxQueued()) {
            services.counters().dropped(DropReason.QUEUE_FULL);
            origin.onFinished();
            return;
        }
        events.enqueued(new Delivery(publication.kept(), qos, retain, identifiers, origin));
        pump();
    }

    // ---- towards the client ----

    /** Sends from the queue's head while window and output have room. */
    private void pump() {
        ClientLink client = link;
        if (client == null || !repeat(client)) {
            return;
        }
        for (Delivery head = state.head(); head != null; head = state.head()) {
            Message message = head.message();
            if (message.isExpired(services.nowMs())) {
                events.dropped();
                head.group().onFinished();
                services.counters().dropped(DropReason.EXPIRED);
                continue;
            }
            if (state.window().inFlight() >= client.window()) {
                return;
            }
            int result =
                    client.sendPublish(
                            services.replay().wrap(message),
                            head.qos(),
                            head.retain(),
                            false,
                            state.window().nextId(),
                            head.identifiers());
            switch (result) {
                case ClientLink.SENT -> events.sent();
                case ClientLink.TOO_LARGE -> {
                    events.dropped();
                    head.group().onFinished();
                    services.counters().dropped(DropReason.TOO_LARGE);
                }
                default -> {
                    return;
                }
            }
        }
    }

    /**
     * Goes on with what {@link #resume} began: no more at one time than the client's window, which
     * may be smaller than it was [MQTT-3.3.4-9].
     *
     * @return whether nothing is left to repeat: only then comes what is new
     */
    private boolean repeat(ClientLink client) {
        OutboundWindow window = state.window();
        while (repeatAt < repeats.length) {
            int sentAndOpen = window.inFlight() - (repeats.length - repeatAt);
            if (sentAndOpen >= client.window() || !repeat(client, window, repeats[repeatAt])) {
                return false;
            }
            repeatAt++;
        }
        return true;
    }

    /**
     * @return false: no room for it now
     */
    private boolean repeat(ClientLink client, OutboundWindow window, int packetId) {
        if (window.state(packetId) == OutboundWindow.AWAITS_COMP) {
            client.sendPubrel(packetId);
            return true;
        }
        Delivery delivery = window.delivery(packetId);
        if (delivery == null) {
            return true;
        }
        int result =
                client.sendPublish(
                        services.replay().wrap(delivery.message()),
                        delivery.qos(),
                        delivery.retain(),
                        true,
                        packetId,
                        delivery.identifiers());
        if (result == ClientLink.TOO_LARGE) { // [MQTT-3.1.2-25]
            events.finished(packetId);
            services.counters().dropped(DropReason.TOO_LARGE);
        }
        return result != ClientLink.BACK_PRESSURED;
    }

    /** The output has room again. */
    public void onWritable() {
        pump();
    }

    /**
     * @return false when no PUBLISH with this identifier awaits it
     */
    public boolean onPuback(int packetId) {
        if (state.window().state(packetId) != OutboundWindow.PUBLISHED) {
            return false;
        }
        finish(packetId);
        pump();
        return true;
    }

    private void finish(int packetId) {
        tookOver(packetId);
        events.finished(packetId);
    }

    /**
     * The message is the client's now: whoever gave it to this session need not keep it in mind.
     */
    private void tookOver(int packetId) {
        Delivery delivery = state.window().delivery(packetId);
        if (delivery != null) {
            delivery.group().onFinished();
        }
    }

    /**
     * @param refused the reason code was 0x80 or greater: the exchange ends here [MQTT-4.3.3-4]
     * @return false when no PUBLISH with this identifier awaits it: PUBREL says so
     */
    public boolean onPubrec(int packetId, boolean refused) {
        byte inState = state.window().state(packetId);
        if (inState == OutboundWindow.AWAITS_COMP) {
            return true;
        }
        if (inState != OutboundWindow.AWAITS_REC) {
            return false;
        }
        if (refused) {
            finish(packetId);
            pump();
        } else {
            tookOver(packetId);
            events.receiptConfirmed(packetId);
        }
        return true;
    }

    /**
     * @return false when no PUBREL with this identifier awaits it
     */
    public boolean onPubcomp(int packetId) {
        if (state.window().state(packetId) != OutboundWindow.AWAITS_COMP) {
            return false;
        }
        events.finished(packetId);
        pump();
        return true;
    }

    // ---- from the client ----

    /**
     * @return false when this QoS 2 message was taken before: confirm it again, route it no more
     */
    public boolean take(int packetId) {
        return events.taken(packetId);
    }

    public boolean hasTaken(int packetId) {
        return state.hasTaken(packetId);
    }

    /** QoS 2 messages taken and not yet released: what the client's quota has open. */
    public int takenCount() {
        return state.takenCount();
    }

    /**
     * @return false when the identifier was not taken (0x92)
     */
    public boolean release(int packetId) {
        return events.released(packetId);
    }

    public void subscribed(Subscription subscription) {
        events.subscribed(subscription);
    }

    public void unsubscribed(String filter) {
        events.unsubscribed(filter);
    }

    public @Nullable Subscription subscription(String filter) {
        return state.subscription(filter);
    }

    public Collection<Subscription> subscriptions() {
        return state.subscriptions();
    }

    public int queued() {
        return state.queued();
    }

    // ---- life ----

    /** A connection took this session; {@link #resume} follows once CONNACK is written. */
    void attach(ClientLink client, long expiry) {
        this.link = client;
        this.expirySeconds = expiry;
        services.totals().came();
        tellPresence();
    }

    /** Repeats unfinished exchanges in their order [MQTT-4.4.0-1], then sends what waited. */
    public void resume() {
        repeats = state.window().idsInOrder();
        repeatAt = 0;
        pump();
    }

    @Nullable ClientLink link() {
        return link;
    }

    void detach() {
        link = null;
        services.totals().left();
        tellPresence();
    }

    /** Runs whenever the client has come or gone; null for nothing. */
    public void watchPresence(@Nullable Runnable watch) {
        presenceWatch = watch;
    }

    private void tellPresence() {
        if (presenceWatch != null) {
            presenceWatch.run();
        }
    }

    /** What the client takes unacknowledged; 0 while it is away. */
    public int window() {
        return link == null ? 0 : link.window();
    }

    void endTimer(long timerId) {
        endTimer = timerId;
    }

    long endTimer() {
        return endTimer;
    }

    void willTimer(long timerId) {
        willTimer = timerId;
    }

    long willTimer() {
        return willTimer;
    }

    /** DISCONNECT may change it, but never from 0 [MQTT-3.14.2-2]. */
    public void expirySeconds(long seconds) {
        this.expirySeconds = seconds;
    }

    public void will(@Nullable Will newWill) {
        this.will = newWill;
    }

    public @Nullable Will will() {
        return will;
    }

    /**
     * The session, whose client is away, is over: what a shared group gave it goes back to the
     * group.
     */
    void ended() {
        state.window().forEach((id, inState, delivery) -> giveBack(delivery));
        state.queue().forEach(this::giveBack);
        state.clear();
        services.totals().ended();
    }

    private void giveBack(@Nullable Delivery delivery) {
        if (delivery != null) {
            delivery.group().onUnacknowledged(delivery.message());
        }
    }

    @Override
    public String toString() {
        return clientId;
    }
}
