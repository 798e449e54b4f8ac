package io.robustmq.mqtt.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.transport.net.FakeConnection;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** PUBLISH packets with payloads above the copy limit, and the clients that send them. */
final class LargePublish {
    static final int[] NO_PROPERTIES = {};

    private LargePublish() {}

    /** Bytes that tell whether one is missing, doubled or out of place. */
    static byte[] payload(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31 + (i >> 8));
        }
        return payload;
    }

    /**
     * @param flags DUP, QoS and RETAIN of the first byte
     */
    static byte[] v3(int flags, String topic, int packetId, byte[] payload) {
        return packet(flags, topic, packetId, null, payload);
    }

    static byte[] v5(int flags, String topic, int packetId, int[] properties, byte[] payload) {
        return packet(flags, topic, packetId, properties, payload);
    }

    private static byte[] packet(
            int flags, String topic, int packetId, int @Nullable [] properties, byte[] payload) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(topic.length() >> 8);
        body.write(topic.length());
        body.writeBytes(topic.getBytes(UTF_8));
        if ((flags & 0b110) != 0) {
            body.write(packetId >> 8);
            body.write(packetId);
        }
        if (properties != null) {
            body.write(properties.length);
            body.writeBytes(MqttHarness.bytes(properties));
        }
        body.writeBytes(payload);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x30 | flags);
        int left = body.size();
        do {
            packet.write(left > 127 ? left & 0x7F | 0x80 : left);
            left >>>= 7;
        } while (left > 0);
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }

    static byte[] first(byte[] packet, int bytes) {
        return Arrays.copyOf(packet, bytes);
    }

    static byte[] from(byte[] packet, int at) {
        return Arrays.copyOfRange(packet, at, packet.length);
    }

    /** A 5.0 client with clean start and this one-letter id, accepted. */
    static FakeConnection clientOfV5(MqttHarness broker, char id) {
        FakeConnection connection = broker.connection();
        byte[] connack =
                broker.exchange(
                        connection, 0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 1, id);
        if (connack[0] != 0x20 || connack[3] != 0) {
            throw new AssertionError("not accepted");
        }
        return connection;
    }
}
