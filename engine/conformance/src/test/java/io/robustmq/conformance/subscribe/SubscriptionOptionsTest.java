package io.robustmq.conformance.subscribe;

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
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No Local, subscription identifiers and overlapping subscriptions. */
@ExtendWith(BrokerExtension.class)
class SubscriptionOptionsTest {
    private static final int NO_LOCAL = 0x04;

    private final TestBroker broker;

    SubscriptionOptionsTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    @Statement("MQTT5:3.8.3-3")
    void shouldNotSendAClientItsOwnMessagesWithNoLocal() {
        String topic = Names.topic();
        MqttClient client = broker.connect(V5).subscribe(topic, 1 | NO_LOCAL);

        client.publish(Publish.to(topic, "mine").qos(1));
        broker.connect(V5).publish(Publish.to(topic, "another's").qos(1));

        client.expect(topic, "another's");
        client.expectSilence();
    }

    @Test
    @Statement("MQTT5:3.8.3-3")
    void shouldKnowItsOwnMessagesAfterAReconnect() {
        String topic = Names.topic();
        String id = Names.clientId();
        Connect connect = Connect.as(V5, id).durable();
        broker.connect(connect).subscribe(topic, 1 | NO_LOCAL).disconnect();

        MqttClient client = broker.connect(connect);
        client.publish(Publish.to(topic, "mine").qos(1));

        client.expectSilence();
    }

    @Test
    @Statement("MQTT5:3.8.3-3")
    void shouldSendItsOwnMessagesThroughAnotherSubscription() {
        String topic = Names.topic();
        MqttClient client =
                broker.connect(V5).subscribe(topic, NO_LOCAL).subscribe(topic + "/#", 0);

        client.publish(topic, "mine");

        client.expect(topic, "mine");
        client.expectSilence();
    }

    @Test
    @Statement({"MQTT5:3.8.3-4", "MQTT5:4.13.1-1"})
    void shouldThrowOutOnNoLocalWithASharedSubscription() {
        byte[] subscribe = packet(0x82, u16(1), bytes(0), string("$share/g/t"), bytes(NO_LOCAL));

        broker.connect(V5).wire().send(subscribe).expectDisconnect(0x82);
    }

    @Test
    @Statement({"MQTT5:3.3.4-3", "MQTT5:3.3.4-4"})
    void shouldSendTheIdentifierOfTheSubscription() {
        String topic = Names.topic();
        for (int id : new int[] {1, 127, 128, 16_383, 16_384, 2_097_152, 268_435_455}) {
            MqttClient client = broker.connect(V5).subscribe(topic, 1, id);

            client.publish(Publish.to(topic, "x").qos(1));

            assertThat(client.expect(topic, "x").properties().numbers(Property.SUBSCRIPTION_ID))
                    .containsExactly((long) id);
            client.disconnect();
        }
    }

    @Test
    @Statement({"MQTT5:3.3.4-2", "MQTT5:3.3.4-3", "MQTT5:3.3.4-4", "MQTT5:3.3.4-5"})
    void shouldSendAllIdentifiersOfOverlappingSubscriptions() {
        String topic = Names.topic();
        MqttClient client =
                broker.connect(V5)
                        .subscribe(topic + "/#", 0, 10)
                        .subscribe(topic + "/a", 2, 20)
                        .subscribe(topic + "/+", 1, 10)
                        .subscribe(topic + "/a/#", 1)
                        .subscribe("not/this", 1, 40);

        client.publish(Publish.to(topic + "/a", "x").qos(2))
                .publish(Publish.to(topic + "/end", "end").qos(2));

        // One copy with all, or a copy each with its own: both are right, and the highest QoS is
        // among them.
        List<Long> identifiers = new ArrayList<>();
        int highestQos = 0;
        Publication got = client.receive();
        while (!got.text().equals("end")) {
            client.acknowledge(got);
            assertThat(got.topic()).isEqualTo(topic + "/a");
            identifiers.addAll(got.properties().numbers(Property.SUBSCRIPTION_ID));
            highestQos = Math.max(highestQos, got.qos());
            got = client.receive();
        }
        assertThat(identifiers).contains(10L, 20L).doesNotContain(40L);
        assertThat(highestQos).isEqualTo(2);
    }

    @Test
    @Statement("MQTT5:3.8.4-3")
    void shouldReplaceTheIdentifierWithTheSubscription() {
        String topic = Names.topic();
        MqttClient client = broker.connect(V5).subscribe(topic, 0, 1).subscribe(topic, 0, 2);
        client.publish(topic, "two");
        assertThat(client.expect(topic, "two").properties().numbers(Property.SUBSCRIPTION_ID))
                .containsExactly(2L);

        client.subscribe(topic, 0).publish(topic, "none");

        assertThat(client.expect(topic, "none").properties().has(Property.SUBSCRIPTION_ID))
                .isFalse();
    }

    @Test
    @Statement("MQTT5:3.3.4-3")
    void shouldSendIdentifiersWithRetainedAndQueuedMessages() {
        String topic = Names.topic();
        String id = Names.clientId();
        broker.connect(V5).publish(Publish.to(topic, "kept").qos(1).retained());
        MqttClient before = broker.connect(Connect.as(V5, id).durable()).subscribe(topic, 1, 77);
        assertThat(before.expect(topic, "kept").properties().numbers(Property.SUBSCRIPTION_ID))
                .containsExactly(77L);
        before.disconnect();
        broker.connect(V5).publish(Publish.to(topic, "queued").qos(1));

        MqttClient after = broker.connect(Connect.as(V5, id).durable());

        assertThat(after.expect(topic, "queued").properties().numbers(Property.SUBSCRIPTION_ID))
                .containsExactly(77L);
    }

    @EveryVersion
    @Statement({"MQTT311:3.3.5-1", "MQTT5:3.3.4-2"})
    void shouldRespectTheHighestQosOfOverlappingSubscriptions(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client =
                broker.connect(version)
                        .subscribe(topic + "/#", 0)
                        .subscribe(topic + "/a", 1)
                        .subscribe(topic + "/+", 2);

        client.publish(Publish.to(topic + "/a", "x").qos(2));

        assertThat(client.receiveAvailable()).extracting(Publication::qos).contains(2);
    }
}
