package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Receive Maximum in both directions (MQTT 5.0 §4.9). */
@ExtendWith(BrokerExtension.class)
class FlowControlTest {
    private final TestBroker broker;

    FlowControlTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    @Statement({"MQTT5:3.3.4-9", "MQTT5:4.9.0-1", "MQTT5:4.9.0-2", "MQTT5:4.3.2-3"})
    void shouldSendNoMoreThanTheClientsReceiveMaximum() {
        String topic = Names.topic();
        MqttClient subscriber =
                broker.connect(Connect.as(V5, Names.clientId()).with(Property.receiveMaximum(2)))
                        .subscribe(topic, 2);
        MqttClient publisher = broker.connect(V5);
        for (int i = 0; i < 5; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1 + i % 2));
        }

        Publication first = subscriber.receive();
        Publication second = subscriber.receive();
        subscriber.expectSilence();
        subscriber.acknowledge(first);
        Publication third = subscriber.receive();
        subscriber.expectSilence();

        assertThat(List.of(first.text(), second.text(), third.text()))
                .containsExactly("n0", "n1", "n2");
        subscriber.acknowledge(second);
        subscriber.expect(topic, "n3");
    }

    @Test
    @Statement({"MQTT5:4.9.0-2", "MQTT5:3.3.4-9"})
    void shouldCountAQos2MessageUntilPubcomp() {
        String topic = Names.topic();
        MqttClient subscriber =
                broker.connect(Connect.as(V5, Names.clientId()).with(Property.receiveMaximum(1)))
                        .subscribe(topic, 2);
        broker.connect(V5)
                .publish(Publish.to(topic, "one").qos(2))
                .publish(Publish.to(topic, "two").qos(2));
        Publication one = subscriber.receive();

        subscriber.wire().send(packet(0x50, u16(one.id())));
        assertThat(subscriber.wire().receive().ack(Packet.PUBREL, V5).id()).isEqualTo(one.id());
        subscriber.expectSilence();
        subscriber.wire().send(packet(0x70, u16(one.id())));

        subscriber.expect(topic, "two");
    }

    @Test
    @Statement({"MQTT5:4.9.0-2", "MQTT5:4.4.0-2"})
    void shouldGiveQuotaBackForARefusedMessage() {
        String topic = Names.topic();
        MqttClient subscriber =
                broker.connect(Connect.as(V5, Names.clientId()).with(Property.receiveMaximum(1)))
                        .subscribe(topic, 2);
        broker.connect(V5)
                .publish(Publish.to(topic, "one").qos(2))
                .publish(Publish.to(topic, "two").qos(1));
        Publication one = subscriber.receive();

        subscriber.wire().send(packet(0x50, u16(one.id()), bytes(0x80)));

        subscriber.expect(topic, "two");
    }

    @Test
    @Statement({"MQTT5:3.3.4-10", "MQTT5:4.9.0-3"})
    void shouldNotHoldUpOtherPackets() {
        String topic = Names.topic();
        MqttClient subscriber =
                broker.connect(Connect.as(V5, Names.clientId()).with(Property.receiveMaximum(1)))
                        .subscribe(topic, 1);
        MqttClient publisher = broker.connect(V5);
        publisher.publish(Publish.to(topic, "one").qos(1)).publish(Publish.to(topic, "two").qos(1));
        subscriber.receive();

        subscriber.ping();
        subscriber.subscribe(topic + "/other", 0);
        subscriber.publish(Publish.to(topic + "/elsewhere", "x").qos(2));
        publisher.publish(topic + "/other", "QoS 0 takes no quota");

        subscriber.expect(topic + "/other", "QoS 0 takes no quota");
    }

    @Test
    @Statement({"MQTT5:3.3.4-7", "MQTT5:4.13.1-1"})
    void shouldThrowOutAClientAboveTheBrokersReceiveMaximum() {
        MqttClient client = broker.connect(V5);
        int maximum = (int) client.connack().properties().number(Property.RECEIVE_MAXIMUM, 65_535);
        String topic = Names.topic();
        byte[][] all = new byte[maximum + 1][];
        for (int i = 0; i <= maximum; i++) {
            all[i] = Publish.to(topic, "x").qos(2).id(i + 1).bytes(V5);
        }

        client.wire().send(all);

        for (int i = 0; i < maximum; i++) {
            client.expectAck(Packet.PUBREC, i + 1);
        }
        client.wire().expectDisconnect(0x93);
    }

    @Test
    @Statement("MQTT5:4.9.0-1")
    void shouldBearAFullWindowInItsLimit() {
        MqttClient client = broker.connect(V5);
        int maximum = (int) client.connack().properties().number(Property.RECEIVE_MAXIMUM, 65_535);
        String topic = Names.topic();
        for (int i = 1; i <= maximum; i++) {
            client.send(Publish.to(topic, "x").qos(2).id(i)).expectAck(Packet.PUBREC, i);
        }

        for (int i = 1; i <= maximum; i++) {
            client.wire().send(packet(0x62, u16(i)));
            client.expectAck(Packet.PUBCOMP, i);
        }
    }

    @Test
    @Statement("MQTT5:2.2.1-4")
    void shouldNotReuseAnIdentifierThatIsOut() {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(V5).subscribe(topic, 1);
        MqttClient publisher = broker.connect(V5);
        Set<Integer> out = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1));
            Publication got = subscriber.receive();
            if (i % 3 == 0) { // Two in three stay unacknowledged.
                subscriber.acknowledge(got);
            } else {
                assertThat(out.add(got.id())).as("identifier %d, twice", got.id()).isTrue();
            }
            assertThat(got.id()).isPositive();
        }
    }
}
