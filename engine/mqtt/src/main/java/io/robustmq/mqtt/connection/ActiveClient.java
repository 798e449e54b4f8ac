package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.codec.mqtt.decode.PartialPacket;
import io.robustmq.codec.mqtt.encode.AckEncoder;
import io.robustmq.codec.mqtt.encode.PingEncoder;
import io.robustmq.codec.mqtt.encode.PublishEncoder;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Route;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.session.ClientLink;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.subscribe.Preparation;
import io.robustmq.security.Authorizer;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A connection whose CONNECT was accepted: takes the client's packets, sends it the session's. */
@OwnedBy(Core.class)
final class ActiveClient implements Phase, ClientLink, Timed {
    private static final int HELD_BITS = 20;
    private static final int HELD_MASK = (1 << HELD_BITS) - 1;

    private final MqttConnection mqtt;
    private final Connection connection;
    private final MqttServices services;
    private final ClientTerms terms;
    private Authorizer authorizer;
    private @Nullable MqttSession session;
    private @Nullable InboundAliases inboundAliases;
    private @Nullable OutboundAliases outboundAliases;
    private @Nullable Reauthentication reauthentication;
    private @Nullable Route lastRoute;
    private @Nullable Preparation preparation;
    private long keepAliveTimer = Timers.NONE;

    /** Acknowledgements held in each line, {@link #HELD_BITS} each. */
    private long heldAcks;

    private long forwardTicket;
    private boolean dropWill;
    private boolean greeted;
    private boolean fenced;

    ActiveClient(
            MqttConnection mqtt, MqttServices services, ClientTerms terms, Authorizer authorizer) {
        this.mqtt = mqtt;
        this.connection = mqtt.connection();
        this.services = services;
        this.terms = terms;
        this.authorizer = authorizer;
        if (terms.topicAliasMaximum() > 0) {
            this.outboundAliases = new OutboundAliases(terms.topicAliasMaximum());
        }
    }

    /** The session is this connection's; nothing is sent before {@link #begin}. */
    void attach(MqttSession newSession) {
        session = newSession;
        mqtt.become(this);
        services.counters().connections(terms.version(), 1);
    }

    /** CONNACK is written: from now on packets go both ways. */
    void begin(MqttSession mine) {
        greeted = true;
        connection.carryLimit(services.carryBytesMax());
        if (terms.keepAliveNs() > 0) {
            keepAliveTimer =
                    services.core()
                            .timers()
                            .schedule(mqtt.lastReadNs() + terms.keepAliveNs(), this);
        }
        mine.resume();
    }

    // ---- Phase ----

    @Override
    public MqttVersion version() {
        return terms.version();
    }

    @Override
    public void onHeader(FixedHeader header) throws MqttViolation {
        int longest =
                header.type() == PacketType.PUBLISH
                        ? services.config().packets().maxBytes()
                        : services.carriedPacketBytesMax();
        if (header.packetLength() > longest) {
            throw new MqttViolation(ReasonCode.PACKET_TOO_LARGE, "packet is above the maximum");
        }
    }

    @Override
    public void onPacket(FixedHeader header, DirectBuffer buffer, int packetAt, int bodyAt)
            throws MqttViolation {
        int bodyLength = header.remainingLength();
        if (services.disk().isCrowded() && mayAppend(header.type())) {
            putBackUntilDisk();
            return;
        }
        switch (header.type()) {
            case PacketType.PUBLISH ->
                    services.publishReceiver().onPublish(this, header, buffer, packetAt, bodyAt);
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP ->
                    services.ackReceiver().onAck(this, header.type(), buffer, bodyAt, bodyLength);
            case PacketType.SUBSCRIBE ->
                    services.subscribeReceiver().onSubscribe(this, buffer, bodyAt, bodyLength);
            case PacketType.UNSUBSCRIBE ->
                    services.subscribeReceiver().onUnsubscribe(this, buffer, bodyAt, bodyLength);
            case PacketType.PINGREQ -> onPing();
            case PacketType.DISCONNECT ->
                    services.ackReceiver().onDisconnect(this, buffer, bodyAt, bodyLength);
            case PacketType.AUTH -> onAuth(buffer, bodyAt, bodyLength);
            default -> // CONNECT again [MQTT-3.1.0-2], or what only a server sends
                    throw MqttViolation.protocolError("packet has no place here");
        }
    }

    private boolean mayAppend(int packetType) {
        return session().isDurable()
                && packetType != PacketType.PINGREQ
                && packetType != PacketType.DISCONNECT;
    }

    @Override
    public @Nullable ArrivingPublish onPart(
            FixedHeader header, DirectBuffer buffer, int packetAt, int available)
            throws MqttViolation {
        PartialPacket.check(
                header, buffer, packetAt, available, terms.version(), MqttServices.PROPERTY_LIMITS);
        return header.type() == PacketType.PUBLISH
                ? services.publishReceiver().onHead(this, header, buffer, packetAt, available)
                : null;
    }

    @Override
    public void onArrived(ArrivingPublish publish) throws MqttViolation {
        services.publishReceiver().onArrived(this, publish);
    }

    private void onPing() { // [MQTT-3.12.4-1]
        int at = connection.claimReply(PingEncoder.LENGTH);
        if (at >= 0) {
            PingEncoder.encode(connection.output(), at, PacketType.PINGRESP);
        }
    }

    private void onAuth(DirectBuffer buffer, int bodyAt, int bodyLength) throws MqttViolation {
        Reauthentication exchange = reauthentication;
        if (exchange == null) {
            exchange = new Reauthentication(this, services, terms.authenticationMethod());
            reauthentication = exchange;
        }
        exchange.onAuth(buffer, bodyAt, bodyLength);
    }

    @Override
    public void onViolation(MqttViolation violation) {
        disconnectWith(violation.reasonCode(), violation.detail());
    }

    @Override
    public void onDrain() {
        disconnectWith(ReasonCode.SERVER_SHUTTING_DOWN, null);
    }

    @Override
    public void onWritable() {
        if (session != null) {
            session.onWritable();
        }
    }

    @Override
    public void onClosed() {
        services.counters().connections(terms.version(), -1);
        if (keepAliveTimer != Timers.NONE) {
            services.core().timers().cancel(keepAliveTimer);
        }
        leaveSession();
    }

    /** Idempotent: the session is told once that this connection carries it no more. */
    void leaveSession() {
        MqttSession mine = session;
        if (mine != null) {
            session = null;
            services.subscribeReceiver().endPreparation(this, mine);
            services.sessions().closed(mine, this, dropWill);
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        long deadlineNs = mqtt.lastReadNs() + terms.keepAliveNs();
        if (mqtt.isParked()) { // it is we who don't read
            keepAliveTimer = services.core().timers().schedule(nowNs + terms.keepAliveNs(), this);
        } else if (deadlineNs - nowNs > 0) {
            keepAliveTimer = services.core().timers().schedule(deadlineNs, this);
        } else { // [MQTT-3.1.2-22]
            keepAliveTimer = Timers.NONE;
            disconnect(ReasonCode.KEEP_ALIVE_TIMEOUT);
        }
    }

    // ---- ClientLink ----

    @Override
    public int sendPublish(
            Publication publication,
            int qos,
            boolean retain,
            boolean dup,
            int packetId,
            int[] identifiers) {
        if (!greeted || mqtt.isClosing()) {
            return BACK_PRESSURED;
        }
        int flags = PublishEncoder.flags(dup, qos, retain);
        PublishSender sender = services.publishSender();
        boolean isAlone =
                terms.version() == MqttVersion.V5
                        && (identifiers.length > 0 || outboundAliases != null);
        return isAlone
                ? sender.send(
                        connection,
                        terms,
                        outboundAliases,
                        publication,
                        flags,
                        packetId,
                        identifiers)
                : sender.sendForm(connection, terms, publication, flags, packetId);
    }

    @Override
    public void sendPubrel(int packetId) {
        writeAck(PacketType.PUBREL, packetId, ReasonCode.SUCCESS);
    }

    @Override
    public int window() {
        return terms.window();
    }

    @Override
    public void takenOver() {
        services.counters().add(MqttMetric.TAKEOVERS, 1);
        disconnect(ReasonCode.SESSION_TAKEN_OVER);
        leaveSession();
    }

    @Override
    public void disconnect(int reasonCode) {
        disconnectWith(reasonCode, null);
        mqtt.close();
    }

    /** DISCONNECT to a 5.0 client; 3.x has no such packet from a server. */
    private void disconnectWith(int reasonCode, @Nullable String reason) {
        if (greeted && terms.version() == MqttVersion.V5 && !mqtt.isClosing()) {
            Refusals.writeDisconnect(
                    connection,
                    services.properties(),
                    reasonCode,
                    terms.problemInformation() ? reason : null,
                    terms);
        }
    }

    // ---- acknowledgements ----

    /**
     * Acknowledges now, or when what it promises is kept, and never before an older
     * acknowledgement.
     */
    void acknowledge(int packetType, int packetId, int reasonCode) {
        if (services.heldAcks().wasRefused() && !ReasonCode.isFailure(reasonCode)) {
            refuse(packetType, packetId);
        } else if (mustWait()) {
            services.heldAcks().hold(this, packetType, packetId, reasonCode);
        } else {
            writeAck(packetType, packetId, reasonCode);
        }
    }

    /** Something of the packet was not taken, by a shard that is not served: no false promise. */
    private void refuse(int packetType, int packetId) {
        services.counters().add(MqttMetric.PUBLISHES_REFUSED, 1);
        if (terms.version() == MqttVersion.V5) {
            acknowledge(packetType, packetId, ReasonCode.QUOTA_EXCEEDED);
        } else {
            disconnect(ReasonCode.QUOTA_EXCEEDED);
        }
    }

    /** Answers a packet that changed the session, now or when the change is kept. */
    void answer(byte[] packet) {
        if (mustWait()) {
            services.heldAcks().hold(() -> write(packet));
        } else {
            write(packet);
        }
    }

    private void write(byte[] packet) {
        int at = mqtt.isClosing() ? -1 : connection.claimReply(packet.length);
        if (at >= 0) {
            connection.output().putBytes(at, packet);
        }
    }

    private boolean mustWait() {
        MqttSession mine = session;
        return services.heldAcks().mustWait(mine == null ? null : mine.durability())
                || heldAcks != 0;
    }

    void held(int line, int change) {
        heldAcks += (long) change << line * HELD_BITS;
    }

    int heldCount() {
        int count = 0;
        for (int line = 0; line < HeldAcks.LINES; line++) {
            count += (int) (heldAcks >>> line * HELD_BITS) & HELD_MASK;
        }
        return count;
    }

    /** True when an acknowledgement is held in an earlier line than this. */
    boolean holdsBefore(int line) {
        return (heldAcks & (1L << line * HELD_BITS) - 1) != 0;
    }

    /** The last line in which an acknowledgement is held; the first when none is. */
    int lastHeldLine() {
        return heldAcks == 0 ? 0 : (63 - Long.numberOfLeadingZeros(heldAcks)) / HELD_BITS;
    }

    /** Writes PUBACK, PUBREC, PUBREL or PUBCOMP. */
    void writeAck(int packetType, int packetId, int reasonCode) {
        if (mqtt.isClosing()) {
            return;
        }
        if (reasonCode == ReasonCode.SUCCESS) {
            int at = connection.claimReply(AckEncoder.SUCCESS_LENGTH);
            if (at >= 0) {
                AckEncoder.encodeSuccess(connection.output(), at, packetType, packetId);
            }
            return;
        }
        var none = services.properties().reset();
        int at = connection.claimReply(AckEncoder.length(terms.version(), reasonCode, none));
        if (at >= 0) {
            AckEncoder.encode(
                    connection.output(),
                    at,
                    packetType,
                    terms.version(),
                    packetId,
                    reasonCode,
                    none);
        }
    }

    // ---- for the receivers ----

    /** The session; packets are only taken while there is one. */
    MqttSession session() {
        MqttSession mine = session;
        assert mine != null : "packet after the session left";
        return mine;
    }

    ClientTerms terms() {
        return terms;
    }

    Authorizer authorizer() {
        return authorizer;
    }

    void authorizer(Authorizer newAuthorizer) {
        authorizer = newAuthorizer;
    }

    Connection connection() {
        return connection;
    }

    MqttConnection mqtt() {
        return mqtt;
    }

    /** Every core has taken what this client published before the packet that was put back. */
    void onFenced() {
        fenced = true;
        mqtt.retry();
    }

    /** Whether {@link #onFenced()} came for the packet being handled. */
    boolean isFenced() {
        return fenced;
    }

    /** The packet the fence was for is taken. */
    void fenceDone() {
        fenced = false;
    }

    /** The home of a retained publication of this client, the last packet it took, has answered. */
    void onRetained(int qos, int packetId, int reasonCode) {
        if (mqtt.isClosing()) {
            return;
        }
        if (ReasonCode.isFailure(reasonCode)) {
            services.counters().add(MqttMetric.PUBLISHES_REFUSED, 1);
            if (qos == 2) {
                session().release(packetId);
            }
        }
        if (qos > 0) {
            acknowledge(qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, packetId, reasonCode);
        }
        mqtt.unpark();
    }

    /**
     * The SUBSCRIBE that waits for the other cores, or is being carried out after it did; null for
     * none.
     */
    @Nullable Preparation preparation() {
        return preparation;
    }

    void prepare(@Nullable Preparation newPreparation) {
        preparation = newPreparation;
    }

    /** The other cores are ready for the SUBSCRIBE that was put back. */
    void prepared(Preparation ready) {
        if (preparation == ready && !mqtt.isClosing()) {
            mqtt.unpark();
        }
    }

    /** The packet being handled waits until the disk has caught up, or has room. */
    void putBackUntilDisk() {
        mqtt.putBack();
        services.disk().later(mqtt);
    }

    /** The packet being handled waits until sessions hold less. */
    void putBackUntilQueues() {
        mqtt.putBack();
        services.queues().later(mqtt);
    }

    /** The packet being handled waits until it is known who wants its topic. */
    void putBackUntilMatched() {
        mqtt.putBack();
        services.longMatches().await(mqtt);
    }

    /** The packet being handled waits until the rings to other cores have room. */
    void putBackUntilRoom() {
        Neighbours neighbours = services.neighbours();
        assert neighbours != null : "no rings";
        mqtt.putBackUntilRoom(neighbours.retries());
    }

    InboundAliases inboundAliases() {
        InboundAliases aliases = inboundAliases;
        if (aliases == null) {
            aliases = new InboundAliases(services.config().packets().topicAliasMaximum());
            inboundAliases = aliases;
        }
        return aliases;
    }

    /** Of the client's last PUBLISH: a publisher tends to repeat its topic. */
    @Nullable Route lastRoute() {
        return lastRoute;
    }

    void lastRoute(Route route) {
        lastRoute = route;
    }

    /** Stands for the last of this client's messages that is forwarded. */
    long forwardTicket() {
        return forwardTicket;
    }

    void forwardTicket(long ticket) {
        forwardTicket = ticket;
    }

    /** DISCONNECT with reason 0x00: the will is not to be published [MQTT-3.14.4-3]. */
    void dropWill() {
        dropWill = true;
    }
}
