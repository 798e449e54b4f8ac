package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.properties;
import static io.robustmq.conformance.wire.MqttVersion.V5;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Connect.Will;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.Since311;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** DISCONNECT from the client. */
@ExtendWith(BrokerExtension.class)
class DisconnectTest {
    private final TestBroker broker;

    DisconnectTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({"MQTT5:3.14.4-1", "MQTT31:3.14-1"})
    void shouldCloseWithoutAnotherPacket(MqttVersion version) {
        broker.connect(version).wire().send(0xE0, 0).expectClosed();
    }

    @EveryVersion
    @Statement("MQTT5:3.14.4-1")
    void shouldIgnoreWhatFollowsADisconnect(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);

        broker.connect(version)
                .wire()
                .send(bytes(0xE0, 0), Publish.to(topic, "too late").bytes(version));

        watcher.expectSilence();
    }

    @Since311
    @Statement({"MQTT5:3.14.1-1", "MQTT311:3.14.1-1"})
    void shouldThrowOutOnReservedBits(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);
        MqttClient client =
                broker.connect(
                        Connect.as(version, Names.clientId()).will(Will.will(topic, "malformed")));

        client.wire().send(0xE1, 0).expectThrownOut(version, 0x81);

        watcher.expect(topic, "malformed"); // It was no DISCONNECT.
    }

    @Test
    @Statement("MQTT5:3.14.2-1")
    void shouldRefuseReasonsThatAClientCannotGive() {
        // §3.14.2.1: 0x8B (server shutting down) is the server's, 0x01 nobody's.
        broker.connect(V5).wire().send(0xE0, 1, 0x01).expectDisconnect(0x81, 0x82);
    }

    @Test
    void shouldAcceptReasonAndPropertiesOfADisconnect() {
        byte[] disconnect =
                packet(
                        0xE0,
                        bytes(0x80),
                        properties(Property.reasonString("bye"), Property.userProperty("a", "b")));

        broker.connect(V5).wire().send(disconnect).expectClosed();
    }

    @Test
    @Statement("MQTT5:4.13.1-1")
    void shouldRefusePropertiesThatDisconnectCannotHave() {
        // §3.14.2.2: Topic Alias is PUBLISH's; Server Reference is the server's.
        broker.connect(V5)
                .wire()
                .send(packet(0xE0, bytes(0), properties(Property.topicAlias(1))))
                .expectDisconnect(0x81, 0x82);
    }
}
