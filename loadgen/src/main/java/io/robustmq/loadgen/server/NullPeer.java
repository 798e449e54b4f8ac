package io.robustmq.loadgen.server;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.ConnectDecoder;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.decode.SubscribeDecoder;
import io.robustmq.codec.mqtt.encode.AckEncoder;
import io.robustmq.codec.mqtt.encode.ConnackEncoder;
import io.robustmq.codec.mqtt.encode.PingEncoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.codec.mqtt.encode.SubackEncoder;
import io.robustmq.loadgen.mqtt.PacketScanner;
import io.robustmq.transport.net.Connection;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A null server's end of one connection: every client may connect and subscribe to anything, and
 * every packet that wants an answer gets it. A client that does not read its answers is cut off.
 */
abstract class NullPeer extends PacketScanner {
    /** Most that may wait to be read by the client. */
    private static final int OUTPUT_BYTES = 16 << 20;

    private static final int PACKET_ID_BYTES = 2;

    final Connection connection;
    final NullCore core;
    private MqttVersion version = MqttVersion.V3_1_1;

    NullPeer(NullCore core, Connection connection) {
        this.core = core;
        this.connection = connection;
        connection.outputLimit(OUTPUT_BYTES);
        connection.carryLimit(OUTPUT_BYTES);
    }

    final MqttVersion version() {
        return version;
    }

    /** A whole PUBLISH, from {@code at} to {@code end}. */
    abstract void onPublish(DirectBuffer buffer, int at, int body, int end);

    /** Only a source is interested. */
    void onSubscribe(String filter) {}

    @Override
    protected final boolean onPacket(DirectBuffer buffer, int at, int body, int end, long nowNs) {
        if (type(buffer, at) == PacketType.PUBLISH) {
            onPublish(buffer, at, body, end);
            return true;
        }
        try {
            onControl(buffer, type(buffer, at), body, end);
        } catch (MqttViolation violation) {
            connection.abort();
        }
        return true;
    }

    private void onControl(DirectBuffer buffer, int type, int body, int end) throws MqttViolation {
        switch (type) {
            case PacketType.CONNECT -> connect(buffer, body, end);
            case PacketType.SUBSCRIBE -> subscribe(buffer, body, end);
            case PacketType.PUBREL -> acknowledge(PacketType.PUBCOMP, buffer, body, end);
            case PacketType.PUBREC -> acknowledge(PacketType.PUBREL, buffer, body, end);
            case PacketType.PINGREQ -> {
                int at = claim(PingEncoder.LENGTH);
                PingEncoder.encode(connection.output(), at, PacketType.PINGRESP);
            }
            case PacketType.DISCONNECT -> connection.close();
            default -> {}
        }
    }

    private void connect(DirectBuffer buffer, int body, int end) throws MqttViolation {
        ConnectDecoder connect = new ConnectDecoder(PropertyLimits.NONE);
        connect.wrap(buffer, body, end - body);
        version = connect.version();
        PropertiesWriter none = PropertiesWriter.EMPTY;
        int at = claim(ConnackEncoder.length(version, none));
        MutableDirectBuffer out = connection.output();
        ConnackEncoder.encode(out, at, version, false, ReasonCode.SUCCESS, none);
    }

    private void subscribe(DirectBuffer buffer, int body, int end) throws MqttViolation {
        SubscribeDecoder subscribe = new SubscribeDecoder(PropertyLimits.NONE);
        subscribe.wrap(buffer, body, end - body, version);
        UnsafeBuffer granted = new UnsafeBuffer(new byte[subscribe.count()]);
        for (int i = 0; subscribe.next(); i++) {
            granted.putByte(i, (byte) subscribe.qos());
            byte[] filter = new byte[subscribe.filterLength()];
            buffer.getBytes(subscribe.filterOffset(), filter);
            onSubscribe(new String(filter, StandardCharsets.UTF_8));
        }
        PropertiesWriter none = PropertiesWriter.EMPTY;
        int count = granted.capacity();
        int at = claim(SubackEncoder.length(version, none, count));
        MutableDirectBuffer out = connection.output();
        int id = subscribe.packetId();
        SubackEncoder.encode(out, at, version, id, none, granted, 0, count);
    }

    /** PUBACK or PUBREC for a PUBLISH of QoS 1 or 2. */
    final void acknowledge(DirectBuffer buffer, int at, int body, int end) {
        int qos = qos(buffer, at);
        if (qos > 0) {
            int packetIdAt = body + 2 + twoBytes(buffer, body);
            int type = qos == 1 ? PacketType.PUBACK : PacketType.PUBREC;
            acknowledge(type, buffer, packetIdAt, end);
        }
    }

    private void acknowledge(int type, DirectBuffer buffer, int packetIdAt, int end) {
        if (end - packetIdAt < PACKET_ID_BYTES) {
            connection.abort();
            return;
        }
        int at = connection.claim(AckEncoder.SUCCESS_LENGTH);
        if (at == Connection.BACK_PRESSURED) {
            connection.abort();
        } else {
            AckEncoder.encodeSuccess(connection.output(), at, type, twoBytes(buffer, packetIdAt));
        }
    }

    private int claim(int length) throws MqttViolation {
        int at = connection.claim(length);
        if (at == Connection.BACK_PRESSURED) {
            throw new MqttViolation(ReasonCode.QUOTA_EXCEEDED, "the client does not read");
        }
        return at;
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {
        core.disconnected();
    }
}
