package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.codec.mqtt.decode.PartialPacket;
import io.robustmq.kernel.message.Message;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.session.Will;
import io.robustmq.security.AuthExchange;
import io.robustmq.security.AuthMethod;
import io.robustmq.security.Authorizer;
import io.robustmq.security.Credentials;
import io.robustmq.security.Verdict;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * From the first byte to CONNACK.
 *
 * <pre>
 * awaits CONNECT —user name→ verifying (parked) —admitted→ accepted
 *                —method→ exchanging AUTH —done→ accepted
 * any —time-out, violation, refusal→ closed
 * </pre>
 */
@OwnedBy(Core.class)
final class ConnectPhase implements Phase, Timed {
    private final MqttConnection mqtt;
    private final MqttServices services;
    private MqttVersion version = MqttVersion.V5;
    private @Nullable ConnectRequest request;
    private @Nullable AuthExchange exchange;
    private long timer = Timers.NONE;
    private boolean largePermit;
    private boolean connectArrived;
    private boolean over;

    ConnectPhase(MqttConnection mqtt, MqttServices services) {
        this.mqtt = mqtt;
        this.services = services;
    }

    void begin() {
        mqtt.connection().carryLimit(Admission.SMALL_CONNECT_BYTES);
        long timeoutNs = services.config().connections().connectTimeout().toNanos();
        timer =
                services.core()
                        .timers()
                        .schedule(services.core().clock().nowNs() + timeoutNs, this);
    }

    @Override
    public MqttVersion version() {
        return version;
    }

    @Override
    public void onHeader(FixedHeader header) throws MqttViolation {
        boolean awaitsConnect = request == null;
        int type = header.type();
        if (awaitsConnect
                ? type != PacketType.CONNECT
                : type != PacketType.AUTH && type != PacketType.DISCONNECT) {
            throw MqttViolation.protocolError(
                    "packet before the connection is accepted"); // [MQTT-3.1.0-1]
        }
        if (header.packetLength() > services.carriedPacketBytesMax()) {
            throw new MqttViolation(ReasonCode.PACKET_TOO_LARGE, "packet is above the maximum");
        }
        if (header.packetLength() > Admission.SMALL_CONNECT_BYTES && !largePermit) {
            largePermit = services.admission().tryLargeConnect();
            if (!largePermit) {
                throw new MqttViolation(
                        ReasonCode.SERVER_BUSY, "too many large CONNECTs at one time");
            }
            mqtt.connection().carryLimit(header.packetLength());
        }
    }

    @Override
    public void onPacket(FixedHeader header, DirectBuffer buffer, int packetAt, int bodyAt)
            throws MqttViolation {
        ConnectRequest known = request;
        if (known == null) {
            onConnect(buffer, bodyAt, header.remainingLength());
        } else if (header.type() == PacketType.AUTH) {
            onAuth(known, buffer, bodyAt, header.remainingLength());
        } else {
            mqtt.close();
        }
    }

    @Override
    public @Nullable ArrivingPublish onPart(
            FixedHeader header, DirectBuffer buffer, int packetAt, int available)
            throws MqttViolation {
        try {
            PartialPacket.check(
                    header, buffer, packetAt, available, version, MqttServices.PROPERTY_LIMITS);
        } catch (MqttViolation violation) {
            connectArrived = true; // enough of it to say why
            throw violation;
        }
        return null;
    }

    @Override
    public void onArrived(ArrivingPublish publish) {
        throw new IllegalStateException("nothing arrives in parts before CONNACK");
    }

    private void onConnect(DirectBuffer buffer, int bodyAt, int bodyLength) throws MqttViolation {
        ConnectReader reader = services.connectReader();
        connectArrived = true;
        ConnectRequest asked;
        try {
            if (isElsewhere(reader, buffer, bodyAt, bodyLength)) {
                return;
            }
            asked = reader.read(buffer, bodyAt, bodyLength);
        } finally {
            version = reader.version();
        }
        request = asked;
        MqttConfig.Redirect redirect = services.config().redirect();
        if (redirect != null) { // §4.11
            int code =
                    redirect.permanent() ? ReasonCode.SERVER_MOVED : ReasonCode.USE_ANOTHER_SERVER;
            refuse(code, null, redirect.serverReference());
            return;
        }
        String methodName = asked.authenticationMethod();
        byte[] data = asked.authenticationData();
        if (methodName == null || data == null) {
            authenticate(asked);
            return;
        }
        AuthMethod method = services.authenticator().method(methodName);
        if (method == null) { // [MQTT-4.12.0-1]
            refuse(ReasonCode.BAD_AUTHENTICATION_METHOD, null, null);
            return;
        }
        AuthExchange begun = method.begin();
        exchange = begun;
        answer(asked, methodName, begun.onClientData(data));
    }

    /**
     * True when the client is at home on another core: the connection goes there, its CONNECT
     * first.
     */
    private boolean isElsewhere(
            ConnectReader reader, DirectBuffer buffer, int bodyAt, int bodyLength)
            throws MqttViolation {
        Neighbours neighbours = services.neighbours();
        if (neighbours == null) {
            return false;
        }
        int home = reader.homeOf(buffer, bodyAt, bodyLength, neighbours);
        if (neighbours.isHere(home)) {
            return false;
        }
        mqtt.moveTo(home);
        return true;
    }

    private void authenticate(ConnectRequest asked) {
        mqtt.park();
        services.authenticator()
                .authenticate(
                        new Credentials(asked.userName(), asked.password()),
                        services.core()::execute,
                        verdict -> onVerdict(asked, verdict));
    }

    private void onVerdict(ConnectRequest asked, Verdict verdict) {
        if (over || mqtt.isClosing()) {
            return;
        }
        boolean answered = true;
        // No switch: its way to tell them apart is made when it is first taken, by a start's first
        // client.
        if (verdict instanceof Verdict.Admitted admitted) {
            answered = accept(asked, admitted.authorizer(), null);
        } else if (verdict instanceof Verdict.Refused refused) {
            refuse(AuthPackets.reasonOf(refused), null, null);
        }
        if (answered) {
            mqtt.unpark();
        }
    }

    private void onAuth(ConnectRequest asked, DirectBuffer buffer, int bodyAt, int bodyLength)
            throws MqttViolation {
        AuthExchange running = exchange;
        String methodName = asked.authenticationMethod();
        if (running == null || methodName == null) {
            throw MqttViolation.protocolError("AUTH without an authentication method in CONNECT");
        }
        byte[] data = services.authPackets().read(buffer, bodyAt, bodyLength, methodName);
        if (services.authPackets().reasonCode() != ReasonCode.CONTINUE_AUTHENTICATION) {
            throw MqttViolation.protocolError("AUTH out of order");
        }
        answer(asked, methodName, running.onClientData(data));
    }

    private void answer(ConnectRequest asked, String methodName, AuthExchange.Step step) {
        switch (step) {
            case AuthExchange.Step.Continue more ->
                    services.authPackets()
                            .write(
                                    mqtt.connection(),
                                    services.properties(),
                                    ReasonCode.CONTINUE_AUTHENTICATION,
                                    methodName,
                                    more.serverData());
            case AuthExchange.Step.Done done ->
                    accept(asked, done.admitted().authorizer(), done.serverData());
            case AuthExchange.Step.Failed failed ->
                    refuse(AuthPackets.reasonOf(failed.reason()), null, null);
        }
    }

    /**
     * @return false when the answer is still to come, and the connection parked until then
     */
    private boolean accept(
            ConnectRequest asked, Authorizer authorizer, byte @Nullable [] authenticationData) {
        Will will = asked.will();
        if (will != null) {
            Message message = will.message();
            if (!authorizer.mayPublish(message.bytes(), 0, message.topicLength())) {
                refuse(ReasonCode.NOT_AUTHORIZED, "will topic", null);
                return true;
            }
        }
        Acceptance acceptance = new Acceptance(asked, services);
        int refusal = acceptance.refusal();
        if (refusal != ReasonCode.SUCCESS) {
            refuse(refusal, null, null);
            return true;
        }
        finish();
        return acceptance.accept(mqtt, authorizer, will, authenticationData);
    }

    private void refuse(int reasonCode, @Nullable String reason, @Nullable String serverReference) {
        services.counters().add(MqttMetric.CONNECTIONS_REFUSED, 1);
        Refusals.writeConnack(
                mqtt.connection(),
                services.properties(),
                version,
                reasonCode,
                reason,
                serverReference);
        finish();
        mqtt.close();
    }

    @Override
    public void onViolation(MqttViolation violation) {
        services.counters().add(MqttMetric.CONNECTIONS_REFUSED, 1);
        // [MQTT-3.1.4-1] CONNACK may say why; whoever has not sent a CONNECT gets no answer at all.
        if (connectArrived) {
            Refusals.writeConnack(
                    mqtt.connection(),
                    services.properties(),
                    version,
                    violation.reasonCode(),
                    violation.detail(),
                    null);
        }
        finish();
    }

    @Override
    public void onDrain() {
        if (request != null) {
            Refusals.writeConnack(
                    mqtt.connection(),
                    services.properties(),
                    version,
                    ReasonCode.SERVER_SHUTTING_DOWN,
                    null,
                    null);
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        services.counters().add(MqttMetric.CONNECTIONS_REFUSED, 1);
        finish();
        mqtt.close();
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {
        finish();
    }

    /** Gives back what only this phase holds; idempotent. */
    private void finish() {
        over = true;
        if (timer != Timers.NONE) {
            services.core().timers().cancel(timer);
            timer = Timers.NONE;
        }
        if (largePermit) {
            largePermit = false;
            services.admission().largeConnectDone();
        }
    }
}
