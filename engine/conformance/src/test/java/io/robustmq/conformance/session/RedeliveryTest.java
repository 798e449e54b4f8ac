package io.robustmq.conformance.session;

import static io.robustmq.conformance.wire.Bytes.packet;
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
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is sent again when a session is resumed (MQTT 5.0 §4.4). */
@ExtendWith(BrokerExtension.class)
class RedeliveryTest {
    private final TestBroker broker;

    RedeliveryTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:4.4.0-1",
        "MQTT5:3.3.1-1",
        "MQTT5:4.3.2-3",
        "MQTT5:4.3.3-3",
        "MQTT311:4.4.0-1",
        "MQTT311:3.3.1-1",
        "MQTT311:4.3.2-1",
        "MQTT311:4.6.0-1",
        "MQTT31:2.1-3",
        "MQTT31:4.2-1",
        "MQTT31:4.3-1"
    })
    void shouldSendUnacknowledgedMessagesAgainInOrder(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient before = broker.connect(Connect.as(version, id).durable()).subscribe(topic, 2);
        MqttClient publisher = broker.connect(version);
        List<Publication> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1 + i % 2));
            sent.add(before.receive());
        }
        before.acknowledge(sent.get(4)); // QoS 1, out of order.
        before.ping().close(); // Another connection may overtake what is not yet read.

        MqttClient after = broker.connect(Connect.as(version, id).durable());

        for (int i = 0; i < 10; i++) {
            if (i != 4) {
                Publication again = after.receive();
                assertThat(again.text()).isEqualTo("n" + i);
                assertThat(again.dup()).isTrue();
                assertThat(again.id()).isEqualTo(sent.get(i).id());
                assertThat(again.qos()).isEqualTo(sent.get(i).qos());
            }
        }
        after.expectSilence();
    }

    @EveryVersion
    @Statement({
        "MQTT5:4.4.0-1",
        "MQTT5:4.3.3-5",
        "MQTT5:4.3.3-6",
        "MQTT311:4.4.0-1",
        "MQTT311:4.3.3-1",
        "MQTT31:4.2-1"
    })
    void shouldSendPubrelAgainInsteadOfPublish(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient before = broker.connect(Connect.as(version, id).durable()).subscribe(topic, 2);
        broker.connect(version).publish(Publish.to(topic, "x").qos(2));
        int packetId = before.receive().id();
        before.wire().send(packet(0x50, u16(packetId)));
        assertThat(before.wire().receive().ack(Packet.PUBREL, version).id()).isEqualTo(packetId);
        before.close();

        MqttClient after = broker.connect(Connect.as(version, id).durable());

        assertThat(after.wire().receive().ack(Packet.PUBREL, version).id()).isEqualTo(packetId);
        after.wire().send(packet(0x70, u16(packetId)));
        after.ping().close();
        broker.connect(Connect.as(version, id).durable()).expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:4.4.0-1", "MQTT311:4.4.0-1", "MQTT5:3.2.0-1", "MQTT311:3.2.0-1"})
    void shouldSendOldMessagesBeforeNewOnes(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient before = broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1);
        MqttClient publisher = broker.connect(version).publish(Publish.to(topic, "old").qos(1));
        before.receive();
        before.disconnect(); // What follows is not sent to it any more.
        publisher.publish(Publish.to(topic, "new").qos(1));

        MqttClient after = broker.connect(Connect.as(version, id).durable());

        assertThat(after.expect(topic, "old").dup()).isTrue();
        assertThat(after.expect(topic, "new").dup()).isFalse();
    }

    @Test
    @Statement({"MQTT5:4.4.0-1", "MQTT5:3.3.4-9"})
    void shouldKeepToANewReceiveMaximum() {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient before = broker.connect(Connect.as(V5, id).durable()).subscribe(topic, 1);
        MqttClient publisher = broker.connect(V5);
        for (int i = 0; i < 5; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1));
            before.receive();
        }
        before.close();

        MqttClient after =
                broker.connect(Connect.as(V5, id).durable().with(Property.receiveMaximum(2)));

        Publication first = after.receive();
        after.receive();
        after.expectSilence();
        after.acknowledge(first);
        assertThat(after.receive().text()).isEqualTo("n2");
    }

    @EveryVersion
    @Statement({"MQTT5:4.3.2-3", "MQTT311:4.3.2-1", "MQTT31:4.1-1"})
    void shouldNotSendAcknowledgedMessagesAgain(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient before = broker.connect(Connect.as(version, id).durable()).subscribe(topic, 2);
        broker.connect(version)
                .publish(Publish.to(topic, "one").qos(1))
                .publish(Publish.to(topic, "two").qos(2));
        before.expect(topic, "one");
        before.expect(topic, "two");
        before.ping().close();

        broker.connect(Connect.as(version, id).durable()).expectSilence();
    }
}
