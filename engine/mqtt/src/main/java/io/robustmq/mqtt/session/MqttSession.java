package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timers;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * One client's session, as routes, connections and {@link Sessions} see it: {@link SessionState} is
 * what it holds, {@link OutboundFlow} brings it to the client.
 */
@OwnedBy(Core.class)
public final class MqttSession implements Recipient, GroupMember {
    private final String clientId;
    private final long number;
    private final SessionServices services;
    private final SessionState state;
    private final SessionEvents events;
    private final OutboundFlow outbound;
    private final boolean durable;
    private final @Nullable Durability durability;
    private boolean over;
    private @Nullable Runnable presenceWatch;
    private long endTimer = Timers.NONE;
    private long willTimer = Timers.NONE;

    /**
     * @param number unlike any other session's of this node
     * @param durable it may outlive its connection
     */
    MqttSession(String clientId, long number, boolean durable, SessionServices services) {
        this.clientId = clientId;
        this.number = number;
        this.services = services;
        this.state = new SessionState(services.totals());
        this.durable = durable;
        this.durability = durable ? services.journal().durabilityOf(clientId) : null;
        this.events = durable ? services.journal().of(clientId, state) : state;
        this.outbound = new OutboundFlow(state, events, services, durable);
    }

    public String clientId() {
        return clientId;
    }

    /** Unlike any other session's; a publication's sender. */
    @Override
    public long number() {
        return number;
    }

    /** What acknowledgements of its changes promise; null when they are not journaled. */
    public @Nullable Durability durability() {
        return durability;
    }

    /** True when it was made to outlive its connection: its changes are journaled. */
    public boolean isDurable() {
        return durable;
    }

    /** It has ended, and has no events any more. */
    boolean isOver() {
        return over;
    }

    SessionState state() {
        return state;
    }

    /** Of a durable session. */
    JournaledEvents journaled() {
        return (JournaledEvents) events;
    }

    // ---- from the routes ----

    @Override
    public void deliver(Publication publication, Subscription[] subscriptions, int from, int to) {
        if (durable && publication.isForwarded() && state.hasHeard(publication)) {
            return;
        }
        Subscription first = subscriptions[from];
        if (to - from == 1 && first.subscriptionIdentifier() == 0) {
            if (first.noLocal() && publication.sender() == number) {
                return;
            }
            route(
                    publication,
                    Math.min(first.qos(), publication.qos()),
                    publication.retain() && first.retainAsPublished(),
                    Delivery.NO_IDENTIFIERS);
            return;
        }
        Overlap overlap =
                services.overlap().of(subscriptions, from, to, publication.sender() == number);
        if (overlap.matches()) {
            route(
                    publication,
                    Math.min(overlap.qos(), publication.qos()),
                    publication.retain() && overlap.retainAsPublished(),
                    overlap.identifiers());
        }
    }

    /** By its own subscriptions: what was forwarded may come again by this way. */
    private void route(Publication publication, int qos, boolean retain, int[] identifiers) {
        outbound.accept(
                publication, qos, retain, identifiers, Origin.OWN, publication.isForwarded());
    }

    /**
     * A retained message for a new subscription: sent with RETAIN set [MQTT-3.3.1-8]. @return
     * false: try again later
     */
    public boolean deliverRetained(Publication publication, Subscription subscription) {
        int qos = Math.min(subscription.qos(), publication.qos());
        int[] identifiers = services.overlap().identifiers(subscription);
        ClientLink client = outbound.link();
        if (qos == 0 && client != null) {
            return client.sendPublish(publication, 0, true, false, 0, identifiers)
                    != ClientLink.BACK_PRESSURED;
        }
        boolean isBehind = durable && services.journal().isBehind();
        if (isBehind || state.queued() >= services.maxQueued() / 2) {
            return false;
        }
        accept(publication, qos, true, identifiers, Origin.OWN);
        return true;
    }

    @Override
    public boolean keeps() {
        return durable;
    }

    @Override
    public boolean isReady(int qos) {
        return outbound.isReady(qos);
    }

    /** A durable session's event is in this step; what another one gets is promised nothing. */
    @Override
    public void accept(
            Publication publication,
            int qos,
            boolean retain,
            int[] identifiers,
            Origin origin,
            boolean once) {
        accept(publication, qos, retain, identifiers, origin);
    }

    /** One message on its way to the client, its options settled. */
    public void accept(
            Publication publication, int qos, boolean retain, int[] identifiers, Origin origin) {
        outbound.accept(publication, qos, retain, identifiers, origin, false);
    }

    public int queued() {
        return state.queued();
    }

    // ---- the client's acknowledgements ----

    /** The output has room again. */
    public void onWritable() {
        outbound.pump();
    }

    /**
     * @return false when no PUBLISH with this identifier awaits it
     */
    public boolean onPuback(int packetId) {
        return outbound.onPuback(packetId);
    }

    /**
     * @param refused the reason code was 0x80 or greater: the exchange ends here [MQTT-4.3.3-4]
     * @return false when no PUBLISH with this identifier awaits it: PUBREL says so
     */
    public boolean onPubrec(int packetId, boolean refused) {
        return outbound.onPubrec(packetId, refused);
    }

    /**
     * @return false when no PUBREL with this identifier awaits it
     */
    public boolean onPubcomp(int packetId) {
        return outbound.onPubcomp(packetId);
    }

    // ---- from the client ----

    /** A QoS 2 message whose identifier is not {@link #hasTaken} was routed. */
    public void take(int packetId) {
        events.taken(packetId);
    }

    /** This QoS 2 message was taken before: confirm it again, route it no more. */
    public boolean hasTaken(int packetId) {
        return state.hasTaken(packetId);
    }

    /**
     * A PUBLISH that its client sends for the first time [MQTT-3.3.1-1] has the identifier. Where a
     * power cut may have taken back that an earlier message released it, that message is over.
     */
    public void begin(int packetId) {
        if (state.isDoubtful(packetId)) {
            events.released(packetId);
        }
    }

    /** QoS 2 messages taken and not yet released: what the client's quota has open. */
    public int takenCount() {
        return state.takenCount();
    }

    /**
     * @return false when the identifier was not taken (0x92)
     */
    public boolean release(int packetId) {
        boolean known = hasTaken(packetId);
        if (known) {
            events.released(packetId);
        }
        return known;
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

    // ---- life ----

    void opened() {
        events.opened();
    }

    /** A connection took this session; {@link #resume} follows once CONNACK is written. */
    void attach(ClientLink client, long expirySeconds) {
        events.attached(expirySeconds);
        outbound.attach(client);
        services.totals().came();
        tellPresence();
    }

    /** Repeats unfinished exchanges in their order [MQTT-4.4.0-1], then sends what waited. */
    public void resume() {
        outbound.resume();
    }

    void detach() {
        events.detached(services.nowMs());
        outbound.detach();
        services.totals().left();
        tellPresence();
    }

    /** The session is over: what a shared group gave it goes back to the group. */
    void end() {
        over = true;
        events.ended();
        outbound.returnUnacknowledged();
        forget();
    }

    /** After a restart: its client was connected when the broker stopped, and is gone since. */
    void foundAway() {
        events.detached(services.nowMs());
    }

    /** It is over, and its client away: it counts no more. */
    void forget() {
        state.clear();
        services.totals().ended();
    }

    @Nullable ClientLink link() {
        return outbound.link();
    }

    @Override
    public boolean isConnected() {
        return outbound.link() != null;
    }

    /** What a shared group may have given it unacknowledged; 0 while its client is away. */
    public int groupWindow() {
        return outbound.groupWindow();
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

    public long expirySeconds() {
        return state.expirySeconds();
    }

    /** DISCONNECT may change it, but never from 0 [MQTT-3.14.2-2]. */
    public void expirySeconds(long seconds) {
        if (seconds != state.expirySeconds()) {
            events.expiryChanged(seconds);
        }
    }

    @Nullable Will will() {
        return state.will();
    }

    /**
     * @param newWill null when it was published or is not to be
     */
    public void will(@Nullable Will newWill) {
        if (newWill != null) {
            events.willSet(newWill);
        } else if (state.will() != null) {
            events.willCleared();
        }
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

    @Override
    public String toString() {
        return clientId;
    }
}
