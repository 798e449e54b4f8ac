package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.Bytes.binary;
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
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.Since311;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a PUBLISH must look like, and what happens to one that does not. */
@ExtendWith(BrokerExtension.class)
class PublishFormatTest {
    private final TestBroker broker;

    PublishFormatTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.1-4", "MQTT311:3.3.1-4"})
    void shouldThrowOutOnQos3(MqttVersion version) {
        byte[] publish = packet(0x36, string("t"), u16(1), version.noProperties(), bytes('x'));

        broker.connect(version).wire().send(publish).expectThrownOut(version, 0x81);
    }

    @EveryVersion
    @Statement({"MQTT5:2.2.1-3", "MQTT311:2.3.1-1", "MQTT31:2.4-1"})
    void shouldThrowOutOnPacketIdentifier0(MqttVersion version) {
        for (int qos = 1; qos <= 2; qos++) {
            MqttClient client = broker.connect(version);

            client.send(Publish.to("t", "x").qos(qos).id(0)).wire().expectThrownOut(version, 0x82);
        }
    }

    @EveryVersion
    @Statement({"MQTT5:2.2.1-2", "MQTT311:2.3.1-5"})
    void shouldNotReadAPacketIdentifierInQos0(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client = broker.connect(version).subscribe(topic, 0);

        client.publish(topic, "\u0000\u0001payload");

        assertThat(client.receive().text()).isEqualTo("\u0000\u0001payload");
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.3.2-2",
        "MQTT5:4.7.0-1",
        "MQTT311:3.3.2-2",
        "MQTT311:4.7.1-1",
        "MQTT31:3.3-2",
        "MQTT5:4.13.1-1"
    })
    void shouldThrowOutOnWildcardsInATopicName(MqttVersion version) {
        for (String topic : new String[] {"#", "+", "a/+", "a/#", "a+", "a#b"}) {
            MqttClient client = broker.connect(version);

            client.send(Publish.to(topic, "x").qos(1))
                    .wire()
                    .expectThrownOut(version, 0x90, 0x81, 0x82);
        }
    }

    @Since311
    @Statement({"MQTT5:4.7.3-1", "MQTT311:4.7.3-1"})
    void shouldThrowOutOnAnEmptyTopicName(MqttVersion version) {
        // In MQTT 5.0 an empty name needs a Topic Alias: without one a protocol error (§3.3.2.1).
        broker.connect(version).send(Publish.to("", "x")).wire().expectThrownOut(version, 0x82);
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.2-1", "MQTT5:1.5.4-1", "MQTT311:3.3.2-1", "MQTT311:1.5.3-1"})
    void shouldThrowOutOnATopicNameThatIsNotUtf8(MqttVersion version) {
        byte[] publish =
                packet(0x30, binary(bytes('t', 0xC3, 0x28)), version.noProperties(), bytes('x'));

        broker.connect(version).wire().send(publish).expectThrownOut(version, 0x81);
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.2-1", "MQTT311:3.3.2-1"})
    void shouldThrowOutOnATopicNameLongerThanThePacket(MqttVersion version) {
        broker.connect(version)
                .wire()
                .send(packet(0x30, u16(100), bytes('t')))
                .expectThrownOut(version, 0x81);
        broker.connect(version).wire().send(packet(0x30)).expectThrownOut(version, 0x81);
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.2-1", "MQTT311:3.3.2-1", "MQTT5:4.7.3-3", "MQTT311:4.7.3-3"})
    void shouldCarryLongTopicNamesAndEmptyPayloads(MqttVersion version) {
        String topic = Names.topic() + "x".repeat(60_000);
        MqttClient client = broker.connect(version).subscribe(topic, 0);

        client.publish(topic, "");

        client.expect(topic, "");
    }

    @Test
    @Statement({"MQTT5:3.3.4-6", "MQTT5:4.13.1-1"})
    void shouldThrowOutOnASubscriptionIdentifierFromAClient() {
        broker.connect(V5)
                .send(Publish.to("t", "x").with(Property.subscriptionId(1)))
                .wire()
                .expectDisconnect(0x82);
    }

    @Test
    @Statement({"MQTT5:3.3.2-14", "MQTT5:3.3.2-13"})
    void shouldThrowOutOnAResponseTopicThatIsNone() {
        broker.connect(V5)
                .send(Publish.to("t", "x").with(Property.responseTopic("a/+")))
                .wire()
                .expectDisconnect(0x82, 0x81, 0x90);
        broker.connect(V5)
                .send(Publish.to("t", "x").with(bytes(0x08, 0, 2, 0xC3, 0x28)))
                .wire()
                .expectDisconnect(0x81);
    }

    @Test
    @Statement({"MQTT5:3.3.2-19", "MQTT5:1.5.7-1"})
    void shouldThrowOutOnPropertiesThatAreNotUtf8() {
        broker.connect(V5)
                .send(Publish.to("t", "x").with(bytes(0x03, 0, 1, 0xFF)))
                .wire()
                .expectDisconnect(0x81);
        broker.connect(V5)
                .send(Publish.to("t", "x").with(bytes(0x26, 0, 1, 'a', 0, 1, 0xFF)))
                .wire()
                .expectDisconnect(0x81);
        broker.connect(V5)
                .send(Publish.to("t", "x").with(bytes(0x26, 0, 1, 0, 0, 1, 'a')))
                .wire()
                .expectDisconnect(0x81);
    }

    @Test
    @Statement("MQTT5:4.13.1-1")
    void shouldThrowOutOnAPropertyTwiceOrOutOfRange() {
        // §3.3.2.3: at most once each; Payload Format Indicator is 0 or 1.
        broker.connect(V5)
                .send(
                        Publish.to("t", "x")
                                .with(Property.messageExpiry(1), Property.messageExpiry(1)))
                .wire()
                .expectDisconnect(0x82);
        broker.connect(V5)
                .send(Publish.to("t", "x").with(Property.payloadFormat(2)))
                .wire()
                .expectDisconnect(0x82, 0x81);
        broker.connect(V5)
                .send(Publish.to("t", "x").with(Property.sessionExpiry(1)))
                .wire()
                .expectDisconnect(0x81, 0x82);
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.2-3", "MQTT311:3.3.2-3", "MQTT5:4.7.3-4", "MQTT311:4.7.3-4"})
    void shouldForwardTheTopicAsItCame(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client = broker.connect(version).subscribe(topic + "/#", 0);
        for (String rest :
                new String[] {
                    "/a",
                    "//",
                    "/ ",
                    "/A",
                    "/a/",
                    "/./..",
                    "/\u00e9",
                    "/e\u0301",
                    "/\ud83d\ude80",
                    "/%2B"
                }) {
            client.publish(topic + rest, rest);

            client.expect(topic + rest, rest);
        }
    }
}
