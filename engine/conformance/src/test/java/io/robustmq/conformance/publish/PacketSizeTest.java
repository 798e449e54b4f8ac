package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.repeat;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.Bytes.varint;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.Since311;
import io.robustmq.conformance.wire.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Maximum Packet Size in both directions (MQTT 5.0 §3.1.2.11.4, §3.2.2.3.6). */
@ExtendWith(BrokerExtension.class)
class PacketSizeTest {
    private final TestBroker broker;

    PacketSizeTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    @Statement({"MQTT5:3.1.2-24", "MQTT5:3.1.2-25"})
    void shouldDropMessagesThatAreTooLongForTheClient() {
        String topic = Names.topic();
        MqttClient small =
                broker.connect(
                                Connect.as(V5, Names.clientId())
                                        .with(Property.maximumPacketSize(100)))
                        .subscribe(topic, 2);
        MqttClient large = broker.connect(V5).subscribe(topic, 2);
        MqttClient publisher = broker.connect(V5);
        for (int qos = 0; qos <= 2; qos++) {
            publisher
                    .publish(Publish.to(topic, "x".repeat(100)).qos(qos))
                    .publish(Publish.to(topic, "fits").qos(qos));

            large.expect(topic, "x".repeat(100));
            large.expect(topic, "fits");
            small.expect(topic, "fits");
        }
        small.expectSilence();
    }

    @Test
    @Statement("MQTT5:3.1.2-24")
    void shouldSendAMessageOfExactlyTheMaximum() {
        String topic = Names.topic();
        int header = 2 + 2 + topic.length() + 1; // Fixed header, topic name, property length.
        MqttClient small =
                broker.connect(
                                Connect.as(V5, Names.clientId())
                                        .with(Property.maximumPacketSize(120)))
                        .subscribe(topic, 0);
        MqttClient publisher = broker.connect(V5);

        publisher
                .publish(topic, "x".repeat(120 - header + 1))
                .publish(topic, "y".repeat(120 - header));

        small.expect(topic, "y".repeat(120 - header));
    }

    @Test
    @Statement({
        "MQTT5:3.2.2-19",
        "MQTT5:3.2.2-20",
        "MQTT5:3.4.2-2",
        "MQTT5:3.4.2-3",
        "MQTT5:3.5.2-2",
        "MQTT5:3.5.2-3",
        "MQTT5:3.6.2-2",
        "MQTT5:3.6.2-3",
        "MQTT5:3.7.2-2",
        "MQTT5:3.7.2-3",
        "MQTT5:3.9.2-1",
        "MQTT5:3.9.2-2",
        "MQTT5:3.11.2-1",
        "MQTT5:3.11.2-2",
        "MQTT5:3.14.2-3",
        "MQTT5:3.14.2-4"
    })
    void shouldKeepItsAnswersWithinASmallMaximum() {
        MqttClient tiny =
                broker.connect(Connect.as(V5, "tiny").with(Property.maximumPacketSize(40)));

        tiny.subscribing(new byte[0], join(string("$exclusive/t"), bytes(1)));
        tiny.unsubscribe("nothing");
        tiny.publish(Publish.to("nobody", "x").qos(1)).publish(Publish.to("nobody", "x").qos(2));
        tiny.wire().send(packet(0x62, u16(77))).receive(); // PUBCOMP 0x92
        tiny.wire().send(packet(0x50, u16(78))).receive(); // PUBREL 0x92
        tiny.ping();
        tiny.wire().send(0xF1, 0).expectDisconnect(0x81, 0x82);

        assertThat(tiny.wire().longestBytes()).isLessThanOrEqualTo(40);
    }

    @Test
    @Statement({"MQTT5:3.1.2-24", "MQTT5:3.14.2-3"})
    void shouldNotSendAClientOfTwentyBytesMoreThanThat() {
        // FAULTS P7: its CONNACK may already be too long; then there is nothing to say but goodbye.
        WireClient tiny = broker.open();

        tiny.send(Connect.as(V5, "t").with(Property.maximumPacketSize(20)).bytes(), bytes(0xF1, 0));

        tiny.drain();
        assertThat(tiny.longestBytes()).isLessThanOrEqualTo(20);
    }

    @Test
    @Statement("MQTT5:4.13.1-1")
    void shouldThrowOutOnAPacketAboveTheBrokersMaximum() {
        MqttClient client = broker.connect(V5);
        int maximum = (int) client.connack().properties().number(Property.MAXIMUM_PACKET_SIZE, 0);
        assertThat(maximum).as("the broker states its maximum").isPositive();
        int rest = maximum - 5 + 1; // One more than fits with a four-byte remaining length.

        client.wire().send(join(bytes(0x30), varint(Math.max(rest, 1 << 21)), string("t")));

        client.wire().expectDisconnect(0x95);
    }

    @Since311
    void shouldCarryAMessageOfTheBrokersMaximum(MqttVersion version) {
        MqttClient asked = broker.connect(V5);
        int maximum =
                (int) asked.connack().properties().number(Property.MAXIMUM_PACKET_SIZE, 1 << 20);
        String topic = Names.topic();
        byte[] payload =
                repeat('x', maximum - 5 - 2 - topic.length() - version.noProperties().length);
        payload[payload.length - 1] = 'y';
        MqttClient client = broker.connect(version).subscribe(topic, 1);

        client.publish(Publish.to(topic, payload).qos(0));

        assertThat(client.receive().payload()).isEqualTo(payload);
    }
}
