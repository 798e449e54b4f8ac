package io.robustmq.conformance.input;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.Since311;
import io.robustmq.conformance.wire.WireClient;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * FAULTS P1 to P3, P8 and P9: packets that lie. What goes wrong with one connection never touches
 * another.
 */
@ExtendWith(BrokerExtension.class)
class BadInputTest {
    private final TestBroker broker;

    BadInputTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({"MQTT5:1.5.5-1", "MQTT31:2.1-1"})
    void shouldThrowOutOnARemainingLengthOfFiveBytes(MqttVersion version) {
        broker.connect(version)
                .wire()
                .send(0x30, 0x80, 0x80, 0x80, 0x80, 0x01)
                .expectThrownOut(version, 0x81);
        broker.connect(version)
                .wire()
                .send(0x30, 0xFF, 0xFF, 0xFF, 0xFF)
                .expectThrownOut(version, 0x81);
        broker.open().send(0x10, 0xFF, 0xFF, 0xFF, 0xFF).expectRefused(version);
    }

    @Test
    @Statement("MQTT5:1.5.5-1")
    void shouldThrowOutOnLengthsWithNeedlessBytes() {
        // PINGREQ with the length 80 00, a PUBLISH with the property length 80 00.
        broker.connect(V5).wire().send(0xC0, 0x80, 0x00).expectDisconnect(0x81);
        broker.connect(V5)
                .wire()
                .send(packet(0x30, string("t"), bytes(0x80, 0x00), bytes('x')))
                .expectDisconnect(0x81);
    }

    @EveryVersion
    void shouldNotWaitForAPacketAboveItsLimit(MqttVersion version) {
        // 256 MB declared, three bytes sent: closed at once, and nothing allocated for the rest.
        broker.connect(version)
                .wire()
                .send(0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1, 't')
                .expectThrownOut(version, 0x95);
        broker.open().send(0x10, 0xFF, 0xFF, 0xFF, 0x7F, 0, 4, 'M').expectRefused(version);
    }

    @EveryVersion
    @Statement({"MQTT5:2.1.3-1", "MQTT5:3.15.1-1", "MQTT311:2.2.2-1", "MQTT311:2.2.2-2"})
    void shouldThrowOutOnTypesThatAClientCannotSend(MqttVersion version) {
        int[] firstBytes = {0x00, 0x20, 0x90, 0xB0, 0xD0, version.is5() ? 0xF1 : 0xF0};
        for (int firstByte : firstBytes) {
            broker.connect(version).wire().send(firstByte, 0).expectThrownOut(version, 0x81, 0x82);
        }
    }

    @Since311
    @Statement({"MQTT5:2.1.3-1", "MQTT311:2.2.2-1", "MQTT311:2.2.2-2"})
    void shouldThrowOutOnReservedFlags(MqttVersion version) {
        for (int firstByte : new int[] {0xC1, 0xC2, 0xC8, 0xE2}) {
            broker.connect(version).wire().send(firstByte, 0).expectThrownOut(version, 0x81);
        }
    }

    @EveryVersion
    void shouldThrowOutOnLengthsThatDoNotFit(MqttVersion version) {
        byte[][] packets = {
            bytes(0xC0, 1, 0), // PINGREQ with something in it
            bytes(0x40, 1, 0), // PUBACK of one byte
            bytes(0x62, 0), // PUBREL of none
            bytes(0x32, 3, 0, 1, 't'), // QoS 1 without identifier
            bytes(0x82, 2, 0, 1), // SUBSCRIBE without filter
            bytes(0x82, 5, 0, 1, 0, 9, 't') // a filter longer than the packet
        };
        for (byte[] each : packets) {
            if (version != MqttVersion.V3_1 || each[0] != (byte) 0x82) {
                broker.connect(version).wire().send(each).expectThrownOut(version, 0x81, 0x82);
            }
        }
    }

    @EveryVersion
    void shouldServeAPacketThatComesByteByByte(MqttVersion version) {
        String topic = Names.topic();
        WireClient client = broker.open();
        for (byte each : Connect.as(version, Names.clientId()).bytes()) {
            client.send(new byte[] {each});
        }
        assertThat(client.receive().connack(version).code()).isZero();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);
        for (byte each : Publish.to(topic, "byte by byte").bytes(version)) {
            client.send(new byte[] {each});
        }

        watcher.expect(topic, "byte by byte");
    }

    @EveryVersion
    void shouldServeManyPacketsInOneWrite(MqttVersion version) {
        String topic = Names.topic();
        WireClient client = broker.open();

        client.send(
                Connect.as(version, Names.clientId()).bytes(),
                packet(0x82, u16(1), version.noProperties(), string(topic), bytes(0)),
                bytes(0xC0, 0),
                Publish.to(topic, "together").qos(1).id(2).bytes(version),
                bytes(0xC0, 0));

        assertThat(client.receive().connack(version).code()).isZero();
        List<Integer> types =
                IntStream.range(0, 5).map(i -> client.receive().type()).boxed().toList();
        assertThat(types)
                .containsExactlyInAnyOrder(
                        Packet.SUBACK,
                        Packet.PINGRESP,
                        Packet.PUBLISH,
                        Packet.PUBACK,
                        Packet.PINGRESP);
    }

    @Test
    void shouldLimitPropertiesBeforeReadingThem() {
        // FAULTS P2: ten thousand user properties, which would fit the packet limit.
        byte[] pair = Property.userProperty("a", "b");
        byte[] all = new byte[10_000 * pair.length];
        for (int i = 0; i < 10_000; i++) {
            System.arraycopy(pair, 0, all, i * pair.length, pair.length);
        }

        broker.open().send(Connect.as(V5, Names.clientId()).with(all).bytes()).expectRefused(V5);
        MqttClient client = broker.connect(V5);
        client.wire().send(Publish.to("t", "x").with(all).bytes(V5), bytes(0xC0, 0));
        // Taken or thrown out, but answered either way.
        assertThat(client.wire().receive().type()).isIn(Packet.PINGRESP, Packet.DISCONNECT);
    }

    @Test
    void shouldRefusePropertiesByTheirDeclaredLength() {
        // FAULTS P2: 64 KiB and a byte declared (81 80 04), within the packet's length, none sent.
        byte[] declared = bytes(0x81, 0x80, 0x04);
        byte[][] heads = {
            bytes(0x30, 0xA0, 0x8D, 0x06, 0, 1, 't'), // PUBLISH of 100,000 bytes
            bytes(0x32, 0xA0, 0x8D, 0x06, 0, 1, 't', 0, 1),
            bytes(0x40, 0xA0, 0x8D, 0x06, 0, 1, 0), // PUBACK
            bytes(0x62, 0xA0, 0x8D, 0x06, 0, 1, 0), // PUBREL
            bytes(0x82, 0xA0, 0x8D, 0x06, 0, 1), // SUBSCRIBE
            bytes(0xA2, 0xA0, 0x8D, 0x06, 0, 1), // UNSUBSCRIBE
            bytes(0xE0, 0xA0, 0x8D, 0x06, 0), // DISCONNECT
            bytes(0xF0, 0xA0, 0x8D, 0x06, 0x18) // AUTH
        };

        for (byte[] head : heads) {
            broker.connect(V5).wire().send(head, declared).expectDisconnect(0x95);
        }
        broker.open()
                .send(bytes(0x10, 0xA0, 0x8D, 0x06), string("MQTT"), bytes(5, 2, 0, 0), declared)
                .expectRefused(V5);
    }

    @Test
    void shouldLimitConnectBeforeItIsAccepted() {
        // At most 16 KiB of buffers before CONNECT: a longer one is refused unless its client id
        // asks for it.
        String longText = "x".repeat(60_000);
        WireClient greedy = broker.open();

        greedy.send(
                Connect.as(V5, Names.clientId())
                        .with(
                                Property.userProperty(longText, longText),
                                Property.userProperty(longText, longText))
                        .bytes());

        greedy.expectRefused(V5);
    }

    @EveryVersion
    void shouldNotDisturbOthers(MqttVersion version) {
        String topic = Names.topic();
        MqttClient honest = broker.connect(version).subscribe(topic, 1);
        for (int i = 0; i < 256; i += 5) {
            WireClient bad = broker.connect(version).wire();
            bad.send(i, 0x03, i, 0xFF - i, i);
            bad.close();
            broker.open().send(i, i, i, i, i, i, i, i).close();
        }

        honest.publish(Publish.to(topic, "still here").qos(1)).expect(topic, "still here");
    }

    @EveryVersion
    void shouldBearAVanishedClientInTheMiddleOfAPacket(MqttVersion version) {
        byte[] publish = Publish.to(Names.topic(), "x".repeat(1_000)).bytes(version);
        for (int cut = 1; cut < publish.length; cut += 97) {
            WireClient client = broker.connect(version).wire();
            client.send(Arrays.copyOf(publish, cut));
            client.close();
        }

        broker.connect(version).ping();
    }
}
