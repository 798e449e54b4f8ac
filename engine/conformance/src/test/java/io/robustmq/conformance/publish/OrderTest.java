package io.robustmq.conformance.publish;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import org.junit.jupiter.api.extension.ExtendWith;

/** The order in which messages arrive (MQTT 5.0 §4.6). */
@ExtendWith(BrokerExtension.class)
class OrderTest {
    private static final int MESSAGES = 200;

    private final TestBroker broker;

    OrderTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:4.6.0-5",
        "MQTT5:4.6.0-6",
        "MQTT311:4.6.0-5",
        "MQTT311:4.6.0-6",
        "MQTT31:4.3-1"
    })
    void shouldForwardInTheOrderReceived(MqttVersion version) {
        for (int qos = 0; qos <= 1; qos++) {
            String topic = Names.topic();
            MqttClient subscriber = broker.connect(version).subscribe(topic + "/#", qos);
            MqttClient publisher = broker.connect(version);
            byte[][] all = new byte[window(publisher)][];
            for (int i = 0; i < all.length; i++) {
                all[i] = Publish.to(topic, "n" + i).qos(qos).id(i + 1).bytes(version);
            }

            publisher.wire().send(all);

            for (int i = 0; i < all.length; i++) {
                subscriber.expect(topic, "n" + i);
            }
        }
    }

    @EveryVersion
    @Statement({
        "MQTT5:4.6.0-5",
        "MQTT5:4.6.0-6",
        "MQTT311:4.6.0-5",
        "MQTT311:4.6.0-6",
        "MQTT31:4.3-1"
    })
    void shouldForwardQos2InTheOrderReceived(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 2);
        MqttClient publisher = broker.connect(version);

        for (int i = 0; i < 50; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(2));
        }

        for (int i = 0; i < 50; i++) {
            subscriber.expect(topic, "n" + i);
        }
    }

    /** How many QoS 1 messages may be sent without waiting for an answer. */
    private static int window(MqttClient client) {
        return (int)
                Math.min(
                        MESSAGES,
                        client.connack().properties().number(Property.RECEIVE_MAXIMUM, MESSAGES));
    }

    @EveryVersion
    @Statement({"MQTT5:4.6.0-5", "MQTT311:4.6.0-6"})
    void shouldKeepTheOrderWhenATopicBecomesRetained(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 1);
        MqttClient publisher = broker.connect(version);

        int count = window(publisher);

        for (int i = 0; i < count; i++) {
            Publish publish = Publish.to(topic, "n" + i).qos(1).id(i + 1);
            publisher.send(i % 10 == 3 ? publish.retained() : publish);
        }

        for (int i = 0; i < count; i++) {
            subscriber.expect(topic, "n" + i);
        }
    }

    @EveryVersion
    @Statement({"MQTT5:4.6.0-5", "MQTT311:4.6.0-6"})
    void shouldAcknowledgeInTheOrderReceived(MqttVersion version) {
        String topic = Names.topic();
        MqttClient publisher = broker.connect(version);
        byte[][] all = new byte[window(publisher)][];
        for (int i = 0; i < all.length; i++) {
            all[i] = Publish.to(topic, "x").qos(1).id(1_000 - i).bytes(version);
        }

        publisher.wire().send(all);

        for (int i = 0; i < all.length; i++) {
            publisher.expectAck(Packet.PUBACK, 1_000 - i);
        }
    }
}
