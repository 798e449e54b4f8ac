package io.robustmq.conformance.wire;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A connected client that does the plain things right; for the others there is {@link #wire()}. */
public final class MqttClient implements AutoCloseable {
    private final WireClient wire;
    private final MqttVersion version;
    private final Packet.Connack connack;
    private final Deque<Packet> early = new ArrayDeque<>();
    private int lastId;

    private MqttClient(WireClient wire, MqttVersion version, Packet.Connack connack) {
        this.wire = wire;
        this.version = version;
        this.connack = connack;
    }

    /** Connects, and must be accepted. */
    public static MqttClient connect(WireClient wire, Connect connect) {
        wire.send(connect.bytes());
        Packet.Connack connack = wire.receive().connack(connect.version());
        assertThat(connack.code()).as("CONNACK %s", connack).isZero();
        return new MqttClient(wire, connect.version(), connack);
    }

    public WireClient wire() {
        return wire;
    }

    public MqttVersion version() {
        return version;
    }

    public Packet.Connack connack() {
        return connack;
    }

    public int nextId() {
        return ++lastId;
    }

    /** Subscribes with this QoS or, in MQTT 5.0, these options; must be granted. */
    public MqttClient subscribe(String filter, int options) {
        assertThat(subscribing(new byte[0], join(string(filter), bytes(options))).codes())
                .as("granted for %s", filter)
                .containsExactly(options & 3);
        return this;
    }

    /** Subscribes with an identifier (MQTT 5.0). */
    public MqttClient subscribe(String filter, int options, int subscriptionId) {
        assertThat(
                        subscribing(
                                        Property.subscriptionId(subscriptionId),
                                        join(string(filter), bytes(options)))
                                .codes())
                .containsExactly(options & 3);
        return this;
    }

    /** SUBSCRIBE with these properties and pairs of filter and options; gives its SUBACK. */
    public Packet.Codes subscribing(byte[] properties, byte[]... pairs) {
        int id = nextId();
        wire.send(packet(0x82, u16(id), propertyBlock(properties), join(pairs)));
        Packet.Codes suback = answer().codes(Packet.SUBACK, version);
        assertThat(suback.id()).as("packet identifier").isEqualTo(id);
        return suback;
    }

    public Packet.Codes unsubscribe(String... filters) {
        int id = nextId();
        byte[] all = {};
        for (String filter : filters) {
            all = join(all, string(filter));
        }
        wire.send(packet(0xA2, u16(id), version.noProperties(), all));
        Packet.Codes unsuback = answer().codes(Packet.UNSUBACK, version);
        assertThat(unsuback.id()).as("packet identifier").isEqualTo(id);
        return unsuback;
    }

    /**
     * Publishes and goes through the acknowledgements of its QoS; in MQTT 5.0 each reason is below
     * 0x80.
     */
    public MqttClient publish(Publish publish) {
        Publish numbered = publish.id(nextId());
        send(numbered);
        switch (publish.qos()) {
            case 1 -> expectAck(Packet.PUBACK, numbered.id());
            case 2 -> {
                expectAck(Packet.PUBREC, numbered.id());
                wire.send(packet(0x62, u16(numbered.id())));
                expectAck(Packet.PUBCOMP, numbered.id());
            }
            default -> {}
        }
        return this;
    }

    public MqttClient publish(String topic, String payload) {
        return publish(Publish.to(topic, payload));
    }

    /** Sends it and waits for nothing. */
    public MqttClient send(Publish publish) {
        wire.send(publish.bytes(version));
        return this;
    }

    public Packet.Ack expectAck(int type, int id) {
        Packet.Ack ack = answer().ack(type, version);
        assertThat(ack.id()).as("packet identifier").isEqualTo(id);
        assertThat(ack.reason()).as("reason").isLessThan(0x80);
        return ack;
    }

    /** The next packet is a PUBLISH; it is not acknowledged. */
    public Packet.Publication receive() {
        return (early.isEmpty() ? wire.receive() : early.remove()).publication(version);
    }

    /**
     * The next packet that is no PUBLISH: messages may come before an answer and are kept for
     * {@link #receive()}.
     */
    private Packet answer() {
        Packet packet = wire.receive();
        while (packet.type() == Packet.PUBLISH) {
            early.add(packet);
            packet = wire.receive();
        }
        return packet;
    }

    /** The next packet is this message; it is acknowledged. */
    public Packet.Publication expect(String topic, String payload) {
        Packet.Publication publication = receive();
        assertThat(publication.topic()).isEqualTo(topic);
        assertThat(publication.text()).isEqualTo(payload);
        acknowledge(publication);
        return publication;
    }

    /** The next packets are these messages, in this order. */
    public void expectAll(String topic, List<String> payloads) {
        payloads.forEach(payload -> expect(topic, payload));
    }

    /** Receives and acknowledges until this payload; gives all payloads before it. */
    public List<String> receiveUntil(String last) {
        return publicationsUntil(last).stream().map(Packet.Publication::text).toList();
    }

    /** Receives and acknowledges until this payload; gives all topics before it. */
    public List<String> topicsUntil(String last) {
        return publicationsUntil(last).stream().map(Packet.Publication::topic).toList();
    }

    private List<Packet.Publication> publicationsUntil(String last) {
        List<Packet.Publication> before = new ArrayList<>();
        while (true) {
            Packet.Publication publication = receive();
            acknowledge(publication);
            if (publication.text().equals(last)) {
                return before;
            }
            before.add(publication);
        }
    }

    /** What comes until nothing comes for a while; not acknowledged. */
    public List<Packet.Publication> receiveAvailable() {
        List<Packet.Publication> all = new ArrayList<>();
        early.forEach(packet -> all.add(packet.publication(version)));
        early.clear();
        for (Packet packet = wire.poll(); packet != null; packet = wire.poll()) {
            all.add(packet.publication(version));
        }
        return all;
    }

    /** What came before the answer to a PINGREQ sent now; not acknowledged. */
    public List<Packet.Publication> receiveUntilPingAnswered() {
        wire.send(0xC0, 0);
        Packet end = answer();
        assertThat(end.type()).as("type of %s", end).isEqualTo(Packet.PINGRESP);
        List<Packet.Publication> all =
                early.stream().map(packet -> packet.publication(version)).toList();
        early.clear();
        return all;
    }

    /** Goes through the receiver's part of its QoS. */
    public void acknowledge(Packet.Publication publication) {
        switch (publication.qos()) {
            case 1 -> wire.send(packet(0x40, u16(publication.id())));
            case 2 -> {
                wire.send(packet(0x50, u16(publication.id())));
                assertThat(answer().ack(Packet.PUBREL, version).id()).isEqualTo(publication.id());
                wire.send(packet(0x70, u16(publication.id())));
            }
            default -> {}
        }
    }

    public MqttClient expectSilence() {
        assertThat(early).as("came unasked").isEmpty();
        wire.expectSilence();
        return this;
    }

    /** PINGREQ is answered, and nothing came before. */
    public MqttClient ping() {
        wire.send(0xC0, 0).expect(0xD0, 0);
        return this;
    }

    /**
     * DISCONNECT, normal; then waits until the broker has closed, so that it has dealt with all of
     * it.
     */
    public void disconnect() {
        wire.send(0xE0, 0);
        wire.expectClosed();
    }

    /** Drops the connection as a failing network does. */
    @Override
    public void close() {
        wire.close();
    }

    private byte[] propertyBlock(byte[] properties) {
        return version.is5() ? Bytes.properties(properties) : new byte[0];
    }
}
