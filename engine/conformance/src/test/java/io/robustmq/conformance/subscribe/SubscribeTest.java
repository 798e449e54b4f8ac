package io.robustmq.conformance.subscribe;

import static io.robustmq.conformance.wire.Bytes.binary;
import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Bytes;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Codes;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.Since311;
import io.robustmq.conformance.wire.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SUBSCRIBE and SUBACK. */
@ExtendWith(BrokerExtension.class)
class SubscribeTest {
    private final TestBroker broker;

    SubscribeTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.8.4-1",
        "MQTT5:3.8.4-2",
        "MQTT5:2.2.1-6",
        "MQTT5:3.8.4-7",
        "MQTT5:3.9.3-2",
        "MQTT311:3.8.4-1",
        "MQTT311:3.8.4-2",
        "MQTT311:2.3.1-7",
        "MQTT311:3.9.3-2",
        "MQTT31:3.8-1",
        "MQTT31:3.9-1"
    })
    void shouldAnswerWithTheIdentifierAndTheGrantedQos(MqttVersion version) {
        WireClient client = broker.connect(version).wire();
        for (int qos = 0; qos <= 2; qos++) {
            client.send(
                    packet(
                            0x82,
                            u16(0xFF00 + qos),
                            version.noProperties(),
                            string(Names.topic()),
                            bytes(qos)));

            Codes suback = client.receive().codes(Packet.SUBACK, version);
            assertThat(suback.id()).isEqualTo(0xFF00 + qos);
            assertThat(suback.codes()).containsExactly(qos);
        }
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.8.4-5",
        "MQTT5:3.8.4-6",
        "MQTT5:3.9.3-1",
        "MQTT311:3.8.4-4",
        "MQTT311:3.8.4-5",
        "MQTT311:3.9.3-1",
        "MQTT31:3.9-1"
    })
    void shouldAnswerEachFilterInItsPlace(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client = broker.connect(version);

        Codes suback =
                client.subscribing(
                        new byte[0],
                        join(string(topic + "/a"), bytes(2)),
                        join(string(topic + "/b"), bytes(0)),
                        join(string(topic + "/c"), bytes(1)),
                        join(string(topic + "/a"), bytes(1)));

        assertThat(suback.codes()).containsExactly(2, 0, 1, 1);
        client.publish(Publish.to(topic + "/a", "x").qos(2));
        assertThat(client.expect(topic + "/a", "x").qos())
                .as("the last one replaced the first")
                .isEqualTo(1);
        client.expectSilence();
    }

    @Since311
    @Statement({"MQTT5:3.8.1-1", "MQTT311:3.8.1-1", "MQTT311:2.2.2-2"})
    void shouldThrowOutOnOtherFlags(MqttVersion version) {
        byte[] subscribe = packet(0x80, u16(1), version.noProperties(), string("t"), bytes(0));

        broker.connect(version).wire().send(subscribe).expectThrownOut(version, 0x81);
    }

    @Since311
    @Statement({"MQTT5:3.8.3-2", "MQTT311:3.8.3-3"})
    void shouldThrowOutWithoutAFilter(MqttVersion version) {
        byte[] subscribe = packet(0x82, u16(1), version.noProperties());

        broker.connect(version).wire().send(subscribe).expectThrownOut(version, 0x82, 0x81);
    }

    @EveryVersion
    @Statement({"MQTT5:2.2.1-3", "MQTT311:2.3.1-1", "MQTT31:2.4-1"})
    void shouldThrowOutOnIdentifier0(MqttVersion version) {
        byte[] subscribe = packet(0x82, u16(0), version.noProperties(), string("t"), bytes(0));

        broker.connect(version).wire().send(subscribe).expectThrownOut(version, 0x82, 0x81);
    }

    @EveryVersion
    @Statement({"MQTT5:3.8.3-5", "MQTT311:3.8.3-4"})
    void shouldThrowOutOnReservedOptionsAndQos3(MqttVersion version) {
        int[] options =
                switch (version) {
                    case V3_1 -> new int[] {0x03}; // The other bits are unused there.
                    case V3_1_1 -> new int[] {0x03, 0x04, 0x80};
                    case V5 -> new int[] {0x03, 0x40, 0x80, 0x30};
                };
        for (int each : options) {
            byte[] subscribe =
                    packet(0x82, u16(1), version.noProperties(), string("t"), bytes(each));

            broker.connect(version).wire().send(subscribe).expectThrownOut(version, 0x81, 0x82);
        }
    }

    @EveryVersion
    @Statement({"MQTT5:3.8.3-1", "MQTT311:3.8.3-1"})
    void shouldThrowOutOnAFilterThatIsNotUtf8(MqttVersion version) {
        byte[] filter = binary(bytes('t', 0xED, 0xA0, 0x80)); // A surrogate.

        broker.connect(version)
                .wire()
                .send(packet(0x82, u16(1), version.noProperties(), filter, bytes(0)))
                .expectThrownOut(version, 0x81);
    }

    @EveryVersion
    @Statement({
        "MQTT5:4.7.1-1",
        "MQTT5:4.7.1-2",
        "MQTT5:4.7.3-1",
        "MQTT311:4.7.1-2",
        "MQTT311:4.7.1-3",
        "MQTT311:4.7.3-1",
        "MQTT31:A-1"
    })
    void shouldNotAcceptFiltersWithWildcardsOutOfPlace(MqttVersion version) {
        for (String filter :
                new String[] {"", "a#", "#/a", "a/#/b", "a+", "+a", "a/+b", "a/b+/c", "##", "++"}) {
            MqttClient client = broker.connect(version);

            client.wire()
                    .send(packet(0x82, u16(1), version.noProperties(), string(filter), bytes(0)));

            client.wire().expectFilterRejected(version);
        }
    }

    @EveryVersion
    @Statement({"MQTT5:4.7.3-3", "MQTT311:4.7.3-3"})
    void shouldAcceptFiltersOf65535Bytes(MqttVersion version) {
        String filter = (Names.topic() + "x".repeat(65_535)).substring(0, 65_535);
        MqttClient client = broker.connect(version);

        client.subscribe(filter, 0).publish(filter, "long").expect(filter, "long");
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.8.4-3",
        "MQTT5:3.8.4-8",
        "MQTT5:3.8.4-4",
        "MQTT311:3.8.4-3",
        "MQTT311:3.8.4-6"
    })
    void shouldReplaceASubscription(MqttVersion version) {
        String topic = Names.topic();
        MqttClient publisher = broker.connect(version);
        MqttClient client = broker.connect(version).subscribe(topic, 2).subscribe(topic, 1);

        publisher.publish(Publish.to(topic, "one").qos(2));
        assertThat(client.expect(topic, "one").qos()).isEqualTo(1);
        client.subscribe(topic, 2);
        publisher.publish(Publish.to(topic, "two").qos(2));

        assertThat(client.expect(topic, "two").qos()).isEqualTo(2);
        client.expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:3.8.4-8", "MQTT311:3.8.4-6", "MQTT5:3.8.4-7"})
    void shouldDeliverWithTheLesserQos(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client = broker.connect(version).subscribe(topic, 1);

        client.publish(Publish.to(topic, "two").qos(2));
        assertThat(client.expect(topic, "two").qos()).isEqualTo(1);
        client.publish(Publish.to(topic, "none").qos(0));
        assertThat(client.expect(topic, "none").qos()).isZero();
    }

    @Test
    @Statement("MQTT5:4.13.1-1")
    void shouldThrowOutOnPropertiesThatSubscribeCannotHave() {
        // §3.8.2.1.2: 0 is a protocol error, as is more than one.
        byte[][] blocks = {
            Property.subscriptionId(0),
            join(Property.subscriptionId(1), Property.subscriptionId(2)),
            Property.topicAlias(1)
        };
        for (byte[] block : blocks) {
            byte[] subscribe = packet(0x82, u16(1), Bytes.properties(block), string("t"), bytes(0));

            broker.connect(V5).wire().send(subscribe).expectDisconnect(0x82, 0x81);
        }
    }

    @EveryVersion
    void shouldNotLoseTheFilterWhenThePayloadIsCut(MqttVersion version) {
        // A filter without options: malformed.
        byte[] subscribe = packet(0x82, u16(1), version.noProperties(), string("t"));

        broker.connect(version).wire().send(subscribe).expectThrownOut(version, 0x81, 0x82);
    }
}
