package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V3_1;
import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
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
import io.robustmq.conformance.wire.Properties;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What MQTT 5.0's PUBLISH properties carry from publisher to subscriber, and to those of older
 * versions.
 */
@ExtendWith(BrokerExtension.class)
class PropertiesTest {
    private final TestBroker broker;

    PropertiesTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    @Statement({
        "MQTT5:3.3.2-4",
        "MQTT5:3.3.2-15",
        "MQTT5:3.3.2-16",
        "MQTT5:3.3.2-17",
        "MQTT5:3.3.2-18",
        "MQTT5:3.3.2-20"
    })
    void shouldForwardPropertiesUnaltered() {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(V5).subscribe(topic, 2);
        Publish publish =
                Publish.to(topic, "x")
                        .with(
                                Property.userProperty("z", "1"),
                                Property.contentType("application/json"),
                                Property.userProperty("a", ""),
                                Property.payloadFormat(1),
                                Property.correlationData(bytes(0, 1, 2, 255)),
                                Property.userProperty("z", "1"),
                                Property.responseTopic("answers/to/me"),
                                Property.userProperty("", "\u00fc\ud83d\ude80"));
        for (int qos = 0; qos <= 2; qos++) {
            broker.connect(V5).publish(publish.qos(qos));

            Properties got = subscriber.expect(topic, "x").properties();
            assertThat(got.userProperties())
                    .containsExactly("z=1", "a=", "z=1", "=\u00fc\ud83d\ude80");
            assertThat(got.text(Property.CONTENT_TYPE)).isEqualTo("application/json");
            assertThat(got.number(Property.PAYLOAD_FORMAT)).isEqualTo(1);
            assertThat(got.data(Property.CORRELATION_DATA)).containsExactly(0, 1, 2, 255);
            assertThat(got.text(Property.RESPONSE_TOPIC)).isEqualTo("answers/to/me");
        }
    }

    @Test
    @Statement({"MQTT5:3.3.2-17", "MQTT5:3.3.2-4"})
    void shouldKeepPropertiesOfRetainedAndQueuedMessages() {
        String topic = Names.topic();
        String id = Names.clientId();
        broker.connect(Connect.as(V5, id).durable()).subscribe(topic, 1).disconnect();
        Publish publish =
                Publish.to(topic, "x")
                        .qos(1)
                        .retained()
                        .with(
                                Property.userProperty("b", "2"),
                                Property.userProperty("a", "1"),
                                Property.payloadFormat(0));

        broker.connect(V5).publish(publish);

        for (MqttClient client :
                List.of(
                        broker.connect(Connect.as(V5, id).durable()),
                        broker.connect(V5).subscribe(topic, 1))) {
            Properties got = client.expect(topic, "x").properties();
            assertThat(got.userProperties()).containsExactly("b=2", "a=1");
            assertThat(got.number(Property.PAYLOAD_FORMAT)).isZero();
        }
    }

    @Test
    @Statement("MQTT5:3.3.2-17")
    void shouldForwardHundredsOfUserProperties() {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(V5).subscribe(topic, 0);
        Publish publish = Publish.to(topic, "x");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            publish = publish.with(Property.userProperty("n" + i % 7, "v" + i));
            names.add("n" + i % 7 + "=v" + i);
        }

        subscriber.publish(publish);

        assertThat(subscriber.expect(topic, "x").properties().userProperties()).isEqualTo(names);
    }

    @Test
    void shouldTranslateBetweenVersions() {
        String topic = Names.topic();
        MqttClient old = broker.connect(V3_1_1).subscribe(topic, 1);
        MqttClient oldest = broker.connect(V3_1).subscribe(topic, 1);
        MqttClient recent = broker.connect(V5).subscribe(topic, 1);

        broker.connect(V5)
                .publish(Publish.to(topic, "from 5").qos(1).with(Property.userProperty("a", "b")));
        broker.connect(V3_1).publish(Publish.to(topic, "from 3.1").qos(1));

        for (MqttClient each : List.of(old, oldest, recent)) {
            each.expect(topic, "from 5");
            Publication second = each.expect(topic, "from 3.1");
            assertThat(second.properties().userProperties()).isEmpty();
        }
    }

    @Test
    @Statement("MQTT5:3.3.2-6")
    void shouldForwardTheExpiryThatIsLeft() {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(V5).subscribe(topic, 0);

        subscriber.publish(Publish.to(topic, "x").with(Property.messageExpiry(60)));

        Properties got = subscriber.expect(topic, "x").properties();
        assertThat(got.number(Property.MESSAGE_EXPIRY)).isBetween(50L, 60L);
    }

    @Test
    @Statement({"MQTT5:3.3.2-5", "MQTT5:3.3.2-6"})
    void shouldDropQueuedMessagesThatExpired() {
        String topic = Names.topic();
        String id = Names.clientId();
        broker.connect(Connect.as(V5, id).durable()).subscribe(topic, 1).disconnect();
        MqttClient publisher = broker.connect(V5);
        publisher
                .publish(Publish.to(topic, "short").qos(1).with(Property.messageExpiry(1)))
                .publish(Publish.to(topic, "long").qos(1).with(Property.messageExpiry(100)))
                .publish(Publish.to(topic, "for ever").qos(1));

        publisher.wire().expectSilence(1_800);

        MqttClient back = broker.connect(Connect.as(V5, id).durable());
        Publication second = back.expect(topic, "long");
        assertThat(second.properties().number(Property.MESSAGE_EXPIRY)).isBetween(80L, 99L);
        assertThat(back.expect(topic, "for ever").properties().has(Property.MESSAGE_EXPIRY))
                .isFalse();
        back.expectSilence();
    }

    @Test
    @Statement("MQTT5:4.3.3-7")
    void shouldCompleteWhatExpiredAfterItWasSent() {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient subscriber = broker.connect(Connect.as(V5, id).durable()).subscribe(topic, 2);
        MqttClient publisher = broker.connect(V5);
        publisher.publish(Publish.to(topic, "short").qos(2).with(Property.messageExpiry(1)));
        Publication sent = subscriber.receive();

        publisher.wire().expectSilence(1_800);

        subscriber.close();
        MqttClient back = broker.connect(Connect.as(V5, id).durable());
        Publication again = back.expect(topic, "short");
        assertThat(again.dup()).isTrue();
        assertThat(again.id()).isEqualTo(sent.id());
    }

    @Test
    @Statement("MQTT5:4.3.3-13")
    void shouldGoOnWithQos2AfterExpiry() {
        String topic = Names.topic();
        MqttClient publisher = broker.connect(V5);
        publisher.send(Publish.to(topic, "short").qos(2).id(3).with(Property.messageExpiry(1)));
        publisher.expectAck(Packet.PUBREC, 3);

        publisher.wire().expectSilence(1_800);

        publisher.wire().send(packet(0x62, u16(3)));
        publisher.expectAck(Packet.PUBCOMP, 3);
    }
}
