package io.robustmq.mqtt.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.transport.net.FakeConnection;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A 3.1.1 client that keeps its session, by the book: QoS 1 and 2 in both directions, unfinished
 * exchanges repeated when it is back (MQTT 3.1.1 §4.3, §4.4).
 */
final class DurableClient {
    private static final int PUBLISHED = 0x50;
    private static final int RELEASED = 0x70;

    /** Payloads, each when its message was handed on to the application. */
    final List<String> received = new ArrayList<>();

    /** Payloads whose exchange came to its end. */
    final List<String> confirmed = new ArrayList<>();

    private record Outgoing(int awaits, String topic, String payload, int flags) {}

    /** Rounds within which every exchange has come to its end. */
    private static final int ROUNDS = 40;

    private final String id;
    private final Map<Integer, Outgoing> outgoing = new LinkedHashMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private FakeConnection connection;
    private int nextId = 1;

    /** Packets it still takes; the rest is lost with the connection. */
    private int takes = Integer.MAX_VALUE;

    DurableClient(CoresHarness node, String id) {
        this.id = id;
        connect(node);
    }

    /** Connects, with nothing of the last connection's input, and repeats what is unfinished. */
    void connect(CoresHarness node) {
        unread.reset();
        takes = Integer.MAX_VALUE;
        connection = node.connection(0);
        connection.receive(CoresHarness.connect(id, false));
        node.settle();
        byte[] connack = connection.sent();
        if (connack.length < 4 || connack[0] != 0x20 || connack[3] != 0) {
            throw new AssertionError(id + " was not accepted");
        }
        unread.write(connack, 4, connack.length - 4);
        outgoing.forEach((packetId, each) -> send(packetId, each, 0b1000));
    }

    String id() {
        return id;
    }

    /** Everything that these clients and the node have to say to each other is said. */
    static void finish(CoresHarness node, List<DurableClient> clients) {
        for (int round = 0; round < ROUNDS; round++) {
            node.settle();
            boolean any = false;
            for (DurableClient each : clients) {
                any |= each.handle();
            }
            if (!any) {
                break;
            }
        }
    }

    /** Takes so many packets more. */
    void takes(int packets) {
        takes = packets;
    }

    void cut() {
        connection.cut();
    }

    /** Its session ends, and it is gone; whether it is told so depends on the disk. */
    void leave(CoresHarness node) {
        FakeConnection last = node.connection(0);
        last.receive(CoresHarness.connect(id, true));
        node.settle();
        last.cut();
        node.settle();
    }

    void subscribe(CoresHarness node, String filter, int qos) {
        unread.writeBytes(node.exchange(connection, CoresHarness.subscribe(1, filter, qos)));
    }

    /** QoS 2, and RETAIN. */
    void publish(String topic, String payload, boolean retain) {
        publish(topic, payload, retain ? 0b101 : 0b100);
    }

    /**
     * @param flags of a PUBLISH of QoS 1 or 2
     */
    void publish(String topic, String payload, int flags) {
        int packetId = nextId++;
        Outgoing message = new Outgoing(PUBLISHED, topic, payload, flags);
        outgoing.put(packetId, message);
        send(packetId, message, 0);
    }

    boolean isIdle() {
        return outgoing.isEmpty();
    }

    private void send(int packetId, Outgoing each, int dup) {
        connection.receive(
                each.awaits == PUBLISHED
                        ? CoresHarness.publish(each.flags | dup, each.topic, packetId, each.payload)
                        : ack(0x62, packetId));
    }

    /** Takes what has come and answers it. @return whether there was anything */
    boolean handle() {
        unread.writeBytes(connection.sent());
        byte[] bytes = unread.toByteArray();
        int at = 0;
        while (at + 1 < bytes.length && bytes.length >= at + 2 + bytes[at + 1]) {
            int length = bytes[at + 1]; // short packets only
            if (takes-- > 0) {
                packet(bytes, at, length);
            }
            at += 2 + length;
        }
        unread.reset();
        unread.write(bytes, at, bytes.length - at);
        return at > 0;
    }

    private void packet(byte[] bytes, int at, int length) {
        int bodyAt = at + 2;
        switch (bytes[at] & 0xF0) {
            case 0x30 -> publication(bytes, bodyAt, length);
            case 0x40 -> done(id(bytes, bodyAt));
            case 0x50 -> onPubrec(id(bytes, bodyAt));
            case 0x60 -> {
                taken.remove(id(bytes, bodyAt));
                answer(ack(0x70, id(bytes, bodyAt)));
            }
            case 0x70 -> done(id(bytes, bodyAt));
            default -> {}
        }
    }

    private void done(int packetId) {
        Outgoing done = outgoing.remove(packetId);
        if (done != null) {
            confirmed.add(done.payload);
        }
    }

    private void onPubrec(int packetId) {
        Outgoing each = outgoing.get(packetId);
        if (each != null) {
            outgoing.put(packetId, new Outgoing(RELEASED, each.topic, each.payload, each.flags));
        }
        answer(ack(0x62, packetId));
    }

    private void publication(byte[] bytes, int bodyAt, int length) {
        int qos = bytes[bodyAt - 2] >> 1 & 3;
        int topicLength = id(bytes, bodyAt);
        int idAt = bodyAt + 2 + topicLength;
        int payloadAt = qos == 0 ? idAt : idAt + 2;
        String payload = new String(bytes, payloadAt, bodyAt + length - payloadAt, UTF_8);
        if (qos < 2 || taken.add(id(bytes, idAt))) {
            received.add(payload);
        }
        if (qos > 0) {
            answer(ack(qos == 2 ? 0x50 : 0x40, id(bytes, idAt)));
        }
    }

    private void answer(byte[] packet) {
        if (connection.isOpen()) {
            connection.receive(packet);
        }
    }

    private static int id(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private static byte[] ack(int first, int packetId) {
        return MqttHarness.bytes(first, 2, packetId >>> 8, packetId & 0xFF);
    }
}
