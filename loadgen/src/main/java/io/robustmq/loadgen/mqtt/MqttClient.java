package io.robustmq.loadgen.mqtt;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.ConnackDecoder;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.decode.SubackDecoder;
import io.robustmq.codec.mqtt.encode.ConnectEncoder;
import io.robustmq.codec.mqtt.encode.DisconnectEncoder;
import io.robustmq.codec.mqtt.encode.PingEncoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.codec.mqtt.encode.SubscribeEncoder;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.net.Connection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of one MQTT connection: it connects, subscribes, and hands what follows to the
 * part that publishes and the part that receives.
 */
final class MqttClient extends PacketScanner implements Timed {
    private static final int SUBSCRIBE_ID = 1;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long EXPIRY_S = 3600;
    private static final int EXPIRY_PROPERTY_BYTES = 5;

    private final Connection connection;
    private final MqttVersion version;
    private final Life life;
    private @Nullable Deliveries deliveries;
    private @Nullable Acknowledgements acknowledgements;
    private int receiveMaximum = InFlight.MOST;
    private long pingEveryNs;
    private boolean ended;

    MqttClient(Connection connection, MqttVersion version, Life life) {
        this.connection = connection;
        this.version = version;
        this.life = life;
    }

    Connection connection() {
        return connection;
    }

    /** The server's, once connected. */
    int receiveMaximum() {
        return receiveMaximum;
    }

    /** Before {@link #subscribe}. */
    void receive(Deliveries by) {
        deliveries = by;
    }

    /** Before the first QoS 1 or 2 PUBLISH. */
    void acknowledge(Acknowledgements by) {
        acknowledgements = by;
    }

    /**
     * @param durable the session outlives its connection: by an hour in 5.0, for good in 3.x
     */
    void connect(
            String clientId, @Nullable String user, @Nullable String password, boolean durable) {
        ConnectEncoder connect =
                new ConnectEncoder(version)
                        .cleanStart(!durable)
                        .properties(durable ? expiry() : PropertiesWriter.EMPTY)
                        .clientId(utf8(clientId))
                        .userName(user == null ? null : utf8(user))
                        .password(password == null ? null : utf8(password));
        int at = claim(connect.length());
        connect.encode(connection.output(), at);
    }

    private static PropertiesWriter expiry() {
        return new PropertiesWriter(new UnsafeBuffer(new byte[EXPIRY_PROPERTY_BYTES]))
                .put(PropertyId.SESSION_EXPIRY_INTERVAL, EXPIRY_S);
    }

    void subscribe(String filter, int qos) {
        subscribe(List.of(filter), qos);
    }

    /** To all of them in one packet. */
    void subscribe(List<String> filters, int qos) {
        ExpandableArrayBuffer entries = new ExpandableArrayBuffer();
        int length = 0;
        for (String filter : filters) {
            UnsafeBuffer name = utf8(filter);
            length = SubscribeEncoder.putEntry(entries, length, name, 0, name.capacity(), qos);
        }
        PropertiesWriter none = PropertiesWriter.EMPTY;
        int at = claim(SubscribeEncoder.length(version, none, length));
        SubscribeEncoder.encode(
                connection.output(), at, version, SUBSCRIBE_ID, none, entries, length);
    }

    /** Says goodbye and closes; {@link Life#onEnded} follows. */
    void disconnect() {
        int reason = ReasonCode.NORMAL_DISCONNECTION;
        PropertiesWriter none = PropertiesWriter.EMPTY;
        int at = claim(DisconnectEncoder.length(version, reason, none));
        DisconnectEncoder.encode(connection.output(), at, version, reason, none);
        connection.close();
    }

    private int claim(int length) {
        int at = connection.claim(length);
        if (at == Connection.BACK_PRESSURED) {
            throw new IllegalStateException("no room for " + length + " bytes of control");
        }
        return at;
    }

    private static UnsafeBuffer utf8(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected boolean onPacket(DirectBuffer buffer, int at, int body, int end, long nowNs) {
        if (type(buffer, at) == PacketType.PUBLISH && deliveries != null) {
            deliveries.onPublish(buffer, at, body, end, nowNs);
            return true;
        }
        try {
            onControl(buffer, type(buffer, at), body, end, nowNs);
        } catch (MqttViolation violation) {
            end(violation.detail());
        }
        return true;
    }

    private void onControl(DirectBuffer buffer, int type, int body, int end, long nowNs)
            throws MqttViolation {
        switch (type) {
            case PacketType.CONNACK -> onConnack(buffer, body, end);
            case PacketType.SUBACK -> onSuback(buffer, body, end);
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBCOMP ->
                    expected(acknowledgements).on(type, buffer, body, end, nowNs);
            case PacketType.PUBREL -> expected(deliveries).onRelease(buffer, body, end);
            case PacketType.PINGRESP -> {}
            case PacketType.DISCONNECT ->
                    end(
                            "the server disconnected: reason "
                                    + (end > body ? hex(buffer.getByte(body) & 0xff) : "none"));
            case PacketType.PUBLISH -> life.onPublish(this);
            default ->
                    throw MqttViolation.protocolError("packet type " + type + " is not expected");
        }
    }

    private static <T> T expected(@Nullable T part) throws MqttViolation {
        if (part == null) {
            throw MqttViolation.protocolError("an acknowledgement of nothing");
        }
        return part;
    }

    private void onConnack(DirectBuffer buffer, int body, int end) throws MqttViolation {
        ConnackDecoder connack = new ConnackDecoder(PropertyLimits.NONE);
        connack.wrap(buffer, body, end - body, version);
        if (connack.reasonCode() != ReasonCode.SUCCESS) {
            end("CONNECT was refused: reason " + hex(connack.reasonCode()));
            return;
        }
        receiveMaximum =
                (int) connack.properties().value(PropertyId.RECEIVE_MAXIMUM, InFlight.MOST);
        pingEveryNs = connack.properties().value(PropertyId.SERVER_KEEP_ALIVE, 0) * SECOND_NS / 2;
        armPing(System.nanoTime());
        life.onConnected(this);
    }

    /** We ask for no keep alive; a server may want one all the same, 3.2.2.3.14. */
    private void armPing(long nowNs) {
        if (pingEveryNs > 0) {
            connection.core().timers().schedule(nowNs + pingEveryNs, this);
        }
    }

    /** A full output is a sign of life as good as a ping. */
    @Override
    public void onTimer(long timerId, long nowNs) {
        if (ended || !connection.isOpen()) {
            return;
        }
        int at = connection.claim(PingEncoder.LENGTH);
        if (at != Connection.BACK_PRESSURED) {
            PingEncoder.encode(connection.output(), at, PacketType.PINGREQ);
        }
        armPing(nowNs);
    }

    private void onSuback(DirectBuffer buffer, int body, int end) throws MqttViolation {
        SubackDecoder suback = new SubackDecoder(PropertyLimits.NONE);
        suback.wrap(buffer, body, end - body, version);
        for (int i = 0; i < suback.count(); i++) {
            if (ReasonCode.isFailure(suback.reasonCode(i))) {
                end("SUBSCRIBE was refused: reason " + hex(suback.reasonCode(i)));
                return;
            }
        }
        life.onSubscribed(this);
    }

    private static String hex(int reasonCode) {
        return "0x" + Integer.toHexString(reasonCode);
    }

    private void end(String why) {
        if (!ended) {
            ended = true;
            life.onEnded(this, why);
            connection.abort();
        }
    }

    /** Publishing and receiving retry by themselves. */
    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {
        if (!ended) {
            ended = true;
            life.onEnded(this, "the connection closed");
        }
    }
}
