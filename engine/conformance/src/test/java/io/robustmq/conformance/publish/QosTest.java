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
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Ack;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.Since311;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Quality of service towards the broker and from it (MQTT 5.0 §4.3). */
@ExtendWith(BrokerExtension.class)
class QosTest {
    private final TestBroker broker;

    QosTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.3.4-1",
        "MQTT5:3.3.1-2",
        "MQTT5:4.3.1-1",
        "MQTT311:3.3.4-1",
        "MQTT311:3.3.1-2",
        "MQTT311:4.3.1-1",
        "MQTT31:3.3-1",
        "MQTT31:4.1-1"
    })
    void shouldNotAnswerQos0(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 2);

        broker.connect(version).publish(topic, "x").ping();

        Publication got = subscriber.expect(topic, "x");
        assertThat(got.qos()).isZero();
        assertThat(got.dup()).isFalse();
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.3.4-1",
        "MQTT5:4.3.2-4",
        "MQTT5:2.2.1-5",
        "MQTT5:3.4.2-1",
        "MQTT311:2.3.1-6",
        "MQTT311:4.3.2-2",
        "MQTT31:3.4-1",
        "MQTT31:4.1-1"
    })
    void shouldAcknowledgeQos1WithItsIdentifier(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 1);
        MqttClient publisher = broker.connect(version);
        for (int id : new int[] {1, 0x1234, 65_535}) {
            publisher.send(Publish.to(topic, "id " + id).qos(1).id(id));

            assertThat(publisher.expectAck(Packet.PUBACK, id).reason()).isZero();
            subscriber.expect(topic, "id " + id);
        }
    }

    @Test
    @Statement("MQTT5:3.4.2-1")
    void shouldSayThatNobodySubscribes() {
        // §3.4.2.1: 0x10, no matching subscribers; a server may leave it at 0x00.
        MqttClient publisher = broker.connect(V5);

        publisher.send(Publish.to(Names.topic(), "x").qos(1).id(7));

        assertThat(publisher.expectAck(Packet.PUBACK, 7).reason()).isIn(0x00, 0x10);
    }

    @EveryVersion
    @Statement({"MQTT5:4.3.2-5", "MQTT311:4.3.2-2"})
    void shouldTakeAnAcknowledgedQos1IdentifierForANewMessage(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 1);
        MqttClient publisher = broker.connect(version);
        publisher.send(Publish.to(topic, "x").qos(1).id(5)).expectAck(Packet.PUBACK, 5);

        publisher.send(Publish.to(topic, "x").qos(1).id(5).again()).expectAck(Packet.PUBACK, 5);

        subscriber.expect(topic, "x");
        subscriber.expect(topic, "x");
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.3.4-1",
        "MQTT5:2.2.1-5",
        "MQTT5:3.5.2-1",
        "MQTT5:3.7.2-1",
        "MQTT5:4.3.3-8",
        "MQTT5:4.3.3-11",
        "MQTT311:4.3.3-2",
        "MQTT31:3.5-1",
        "MQTT31:4.1-1"
    })
    void shouldGoThroughQos2AsReceiver(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 2);
        MqttClient publisher = broker.connect(version);

        publisher.send(Publish.to(topic, "x").qos(2).id(300));
        publisher.expectAck(Packet.PUBREC, 300);
        publisher.wire().send(packet(0x62, u16(300)));
        publisher.expectAck(Packet.PUBCOMP, 300);

        subscriber.expect(topic, "x");
        subscriber.expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:4.3.3-10", "MQTT311:4.3.3-2", "MQTT31:4.1-1"})
    void shouldNotDeliverAQos2MessageTwice(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 2);
        MqttClient publisher = broker.connect(version);
        Publish publish = Publish.to(topic, "once").qos(2).id(9);

        publisher.send(publish).expectAck(Packet.PUBREC, 9);
        publisher.send(publish.again()).expectAck(Packet.PUBREC, 9);
        publisher.wire().send(packet(0x62, u16(9)));
        publisher.expectAck(Packet.PUBCOMP, 9);

        subscriber.expect(topic, "once");
        subscriber.expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:4.3.3-12", "MQTT311:4.3.3-2"})
    void shouldTakeACompletedQos2IdentifierForANewMessage(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 2);
        MqttClient publisher = broker.connect(version);
        for (String payload : new String[] {"first", "second"}) {
            publisher.send(Publish.to(topic, payload).qos(2).id(9)).expectAck(Packet.PUBREC, 9);
            publisher.wire().send(packet(0x62, u16(9)));
            publisher.expectAck(Packet.PUBCOMP, 9);
        }

        subscriber.expect(topic, "first");
        subscriber.expect(topic, "second");
    }

    @EveryVersion
    @Statement({"MQTT5:4.3.3-10", "MQTT5:4.3.3-11", "MQTT311:4.3.3-2", "MQTT31:4.1-1"})
    void shouldNotDeliverAQos2MessageTwiceOverAReconnect(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 2);
        Publish publish = Publish.to(topic, "once").qos(2).id(9);
        MqttClient before = broker.connect(Connect.as(version, id).durable());
        before.send(publish).expectAck(Packet.PUBREC, 9);
        before.close();

        MqttClient after = broker.connect(Connect.as(version, id).durable());
        after.send(publish.again()).expectAck(Packet.PUBREC, 9);
        after.wire().send(packet(0x62, u16(9)));
        after.expectAck(Packet.PUBCOMP, 9);

        subscriber.expect(topic, "once");
        subscriber.expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:4.3.3-11", "MQTT5:3.7.2-1", "MQTT311:4.3.3-2"})
    void shouldAnswerAnUnknownPubrel(MqttVersion version) {
        // §3.7.2.1: 0x92, packet identifier not found, which is no error during recovery.
        MqttClient client = broker.connect(version);

        client.wire().send(packet(0x62, u16(77)));

        Ack pubcomp = client.wire().receive().ack(Packet.PUBCOMP, version);
        assertThat(pubcomp.id()).isEqualTo(77);
        assertThat(pubcomp.reason()).isEqualTo(version.is5() ? 0x92 : 0);
        client.ping();
    }

    @Since311
    @Statement({"MQTT5:3.6.1-1", "MQTT311:3.6.1-1"})
    void shouldThrowOutOnPubrelWithOtherFlags(MqttVersion version) {
        broker.connect(version).wire().send(packet(0x60, u16(1))).expectThrownOut(version, 0x81);
    }

    @Since311
    @Statement({"MQTT5:2.1.3-1", "MQTT311:2.2.2-1", "MQTT311:2.2.2-2"})
    void shouldThrowOutOnAcknowledgementsWithFlags(MqttVersion version) {
        for (int firstByte : new int[] {0x41, 0x52, 0x74}) {
            broker.connect(version)
                    .wire()
                    .send(packet(firstByte, u16(1)))
                    .expectThrownOut(version, 0x81);
        }
    }

    @EveryVersion
    @Statement({
        "MQTT5:2.2.1-4",
        "MQTT5:4.3.2-1",
        "MQTT5:4.3.2-2",
        "MQTT5:3.3.1-3",
        "MQTT311:2.3.1-4",
        "MQTT311:4.3.2-1",
        "MQTT311:3.3.1-3",
        "MQTT31:2.4-1"
    })
    void shouldSendQos1WithIdentifiersOfItsOwn(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 1);
        MqttClient publisher = broker.connect(version);
        publisher.send(Publish.to(topic, "a").qos(1).id(900)).expectAck(Packet.PUBACK, 900);
        publisher.send(Publish.to(topic, "b").qos(1).id(900).again()).expectAck(Packet.PUBACK, 900);

        Publication first = subscriber.receive();
        Publication second = subscriber.receive();

        assertThat(first.qos()).isEqualTo(1);
        assertThat(first.id()).isPositive();
        assertThat(second.id()).isPositive().isNotEqualTo(first.id());
        assertThat(second.dup()).as("DUP of the incoming one").isFalse();
    }

    @EveryVersion
    @Statement({
        "MQTT5:4.3.3-1",
        "MQTT5:4.3.3-2",
        "MQTT5:4.3.3-4",
        "MQTT5:4.3.3-6",
        "MQTT5:3.6.2-1",
        "MQTT5:2.2.1-5",
        "MQTT311:4.3.3-1",
        "MQTT311:2.3.1-6",
        "MQTT31:3.5-1",
        "MQTT31:2.1-2"
    })
    void shouldGoThroughQos2AsSender(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 2);
        broker.connect(version).publish(Publish.to(topic, "x").qos(2));

        Publication publication = subscriber.receive();
        assertThat(publication.qos()).isEqualTo(2);
        assertThat(publication.dup()).isFalse();
        assertThat(publication.id()).isPositive();
        subscriber.wire().send(packet(0x50, u16(publication.id())));
        Ack pubrel = subscriber.wire().receive().ack(Packet.PUBREL, version);
        assertThat(pubrel.id()).isEqualTo(publication.id());
        assertThat(pubrel.reason()).isZero();
        subscriber.wire().send(packet(0x70, u16(publication.id())));

        subscriber.expectSilence().ping();
    }

    @Test
    @Statement({"MQTT5:3.6.2-1", "MQTT5:4.3.3-4"})
    void shouldAnswerAnUnknownPubrec() {
        // §3.6.2.1: PUBREL with 0x92.
        MqttClient client = broker.connect(V5);

        client.wire().send(packet(0x50, u16(99)));

        Ack pubrel = client.wire().receive().ack(Packet.PUBREL, V5);
        assertThat(pubrel.id()).isEqualTo(99);
        assertThat(pubrel.reason()).isEqualTo(0x92);
        client.ping();
    }

    @EveryVersion
    @Statement({"MQTT5:4.3.2-3", "MQTT5:4.4.0-1"})
    void shouldNotResendWhileConnected(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 1);
        broker.connect(version).publish(Publish.to(topic, "x").qos(1));
        subscriber.receive();

        subscriber.wire().expectSilence(1_000);

        subscriber.ping();
    }

    @EveryVersion
    void shouldBearAcknowledgementsOfNothing(MqttVersion version) {
        MqttClient client = broker.connect(version);

        client.wire().send(packet(0x40, u16(12)), packet(0x70, u16(13)));

        client.ping();
    }

    @Test
    @Statement("MQTT5:4.4.0-2")
    void shouldNotResendWhatTheClientRefused() {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient subscriber = broker.connect(Connect.as(V5, id).durable()).subscribe(topic, 2);
        MqttClient publisher = broker.connect(V5);
        publisher.publish(Publish.to(topic, "one").qos(1)).publish(Publish.to(topic, "two").qos(2));
        int one = subscriber.receive().id();
        int two = subscriber.receive().id();
        subscriber
                .wire()
                .send(packet(0x40, u16(one), bytes(0x80)), packet(0x50, u16(two), bytes(0x97)));
        subscriber.ping().close();

        broker.connect(Connect.as(V5, id).durable()).expectSilence();
    }

    @Test
    @Statement({"MQTT5:3.4.2-1", "MQTT5:3.5.2-1", "MQTT5:4.13.1-1"})
    void shouldThrowOutOnReasonsThatAreNone() {
        broker.connect(V5)
                .wire()
                .send(packet(0x40, u16(1), bytes(0x01)))
                .expectDisconnect(0x81, 0x82);
        broker.connect(V5)
                .wire()
                .send(packet(0x62, u16(1), bytes(0x10)))
                .expectDisconnect(0x81, 0x82);
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.1-3", "MQTT311:3.3.1-3"})
    void shouldDeliverWithTheLesserQos(MqttVersion version) {
        String topic = Names.topic();
        MqttClient publisher = broker.connect(version);
        for (int granted = 0; granted <= 2; granted++) {
            MqttClient subscriber = broker.connect(version).subscribe(topic, granted);
            for (int published = 0; published <= 2; published++) {
                publisher.publish(Publish.to(topic, "x").qos(published));

                assertThat(subscriber.expect(topic, "x").qos())
                        .isEqualTo(Math.min(granted, published));
            }
            subscriber.disconnect();
        }
    }
}
