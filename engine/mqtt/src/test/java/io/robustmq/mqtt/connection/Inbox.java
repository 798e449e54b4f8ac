package io.robustmq.mqtt.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.transport.net.FakeConnection;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What a 3.1.1 client has received: its PUBLISH packets, and what it still has to acknowledge. */
final class Inbox {
    /**
     * @param qos as sent; packetId 0 for QoS 0
     */
    record Received(String topic, String payload, int qos, boolean retain, int packetId) {}

    final List<Received> received = new ArrayList<>();
    final List<byte[]> others = new ArrayList<>();

    /** QoS 1 messages received and not acknowledged, the oldest first. */
    final List<Integer> unacknowledged = new ArrayList<>();

    private final FakeConnection connection;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

    Inbox(FakeConnection connection) {
        this.connection = connection;
    }

    /** Takes what has come; answers QoS 1 by PUBACK. */
    void take() {
        read();
        while (!unacknowledged.isEmpty()) {
            acknowledgeOne();
        }
    }

    /** PUBACK for the oldest. */
    void acknowledgeOne() {
        int packetId = unacknowledged.removeFirst();
        if (connection.isOpen()) {
            connection.receive(MqttHarness.bytes(0x40, 2, packetId >>> 8, packetId & 0xFF));
        }
    }

    /** Takes what has come and answers nothing. */
    void read() {
        unread.writeBytes(connection.sent());
        byte[] bytes = unread.toByteArray();
        int at = 0;
        while (at + 1 < bytes.length) {
            int length = 0;
            int lengthAt = at + 1;
            int shift = 0;
            boolean more = true;
            while (more && lengthAt < bytes.length) {
                length |= (bytes[lengthAt] & 0x7F) << shift;
                shift += 7;
                more = (bytes[lengthAt++] & 0x80) != 0;
            }
            if (more || lengthAt + length > bytes.length) {
                break;
            }
            packet(bytes, at, lengthAt, length);
            at = lengthAt + length;
        }
        unread.reset();
        unread.write(bytes, at, bytes.length - at);
    }

    private void packet(byte[] bytes, int at, int bodyAt, int length) {
        if ((bytes[at] & 0xF0) != 0x30) {
            byte[] other = new byte[bodyAt + length - at];
            System.arraycopy(bytes, at, other, 0, other.length);
            others.add(other);
            return;
        }
        int qos = bytes[at] >> 1 & 3;
        int topicLength = (bytes[bodyAt] & 0xFF) << 8 | bytes[bodyAt + 1] & 0xFF;
        int next = bodyAt + 2 + topicLength;
        int packetId = qos == 0 ? 0 : (bytes[next] & 0xFF) << 8 | bytes[next + 1] & 0xFF;
        int payloadAt = qos == 0 ? next : next + 2;
        received.add(
                new Received(
                        new String(bytes, bodyAt + 2, topicLength, UTF_8),
                        new String(bytes, payloadAt, bodyAt + length - payloadAt, UTF_8),
                        qos,
                        (bytes[at] & 1) != 0,
                        packetId));
        if (qos == 1) {
            unacknowledged.add(packetId);
        }
    }

    List<String> payloads() {
        return received.stream().map(Received::payload).toList();
    }
}
