package io.robustmq.conformance.session;

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
import io.robustmq.conformance.wire.Publish;
import org.junit.jupiter.api.extension.ExtendWith;

/** What arrives for a stored session while its client is away. */
@ExtendWith(BrokerExtension.class)
class QueuedMessagesTest {
    private static final int MESSAGES = 100;

    private final TestBroker broker;

    QueuedMessagesTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:4.5.0-1",
        "MQTT5:3.1.2-5",
        "MQTT311:3.1.2-5",
        "MQTT311:4.5.0-1",
        "MQTT31:3.1-5"
    })
    void shouldKeepQos1And2InOrder(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        broker.connect(Connect.as(version, id).durable()).subscribe(topic, 2).disconnect();
        MqttClient publisher = broker.connect(version);
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1 + i % 2));
        }

        MqttClient back = broker.connect(Connect.as(version, id).durable());

        for (int i = 0; i < MESSAGES; i++) {
            Publication publication = back.expect(topic, "n" + i);
            assertThat(publication.qos()).isEqualTo(1 + i % 2);
            assertThat(publication.dup()).as("never sent before").isFalse();
        }
        back.expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:4.5.0-1", "MQTT311:3.1.2-5"})
    void shouldKeepThemForSubscriptionsOfLowerQosToo(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1).disconnect();

        broker.connect(version).publish(Publish.to(topic, "x").qos(2));

        assertThat(broker.connect(Connect.as(version, id).durable()).expect(topic, "x").qos())
                .isEqualTo(1);
    }

    @EveryVersion
    @Statement({"MQTT311:3.1.2-6", "MQTT5:3.1.2-4", "MQTT31:3.1-6"})
    void shouldDropThemOnCleanStart(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1).disconnect();
        broker.connect(version).publish(Publish.to(topic, "x").qos(1));

        broker.connect(Connect.as(version, id)).expectSilence().disconnect();

        broker.connect(Connect.as(version, id).durable()).expectSilence();
    }

    @EveryVersion
    void shouldKeepWhatANetworkFailureLeft(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1).close();
        MqttClient publisher = broker.connect(version);
        for (int i = 0; i < 10; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1));
        }

        MqttClient back = broker.connect(Connect.as(version, id).durable());

        assertThat(back.receiveUntil("n9"))
                .containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8");
    }

    @EveryVersion
    @Statement({"MQTT5:4.5.0-1", "MQTT311:4.5.0-1"})
    void shouldQueueBehindAFullWindow(MqttVersion version) {
        String topic = Names.topic();
        MqttClient slow = broker.connect(version).subscribe(topic, 1);
        MqttClient publisher = broker.connect(version);
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1));
        }

        for (int i = 0; i < MESSAGES; i++) {
            slow.expect(topic, "n" + i);
        }
    }
}
