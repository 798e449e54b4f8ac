package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Connect.Will;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Properties;
import io.robustmq.conformance.wire.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wills: what the broker publishes for a client that vanished. */
@ExtendWith(BrokerExtension.class)
class WillTest {
    private final TestBroker broker;

    WillTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.2-7",
        "MQTT5:3.1.2-8",
        "MQTT5:3.1.2-14",
        "MQTT311:3.1.2-8",
        "MQTT311:3.1.2-16",
        "MQTT31:3.1-7"
    })
    void shouldPublishTheWillOfALostConnection(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 2);

        broker.connect(Connect.as(version, Names.clientId()).will(Will.will(topic, "gone").qos(1)))
                .close();

        Publication will = watcher.expect(topic, "gone");
        assertThat(will.qos()).isEqualTo(1);
        assertThat(will.retain()).isFalse();
        broker.connect(version).subscribe(topic, 0).expectSilence(); // Not retained.
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.2-8",
        "MQTT5:3.1.2-10",
        "MQTT5:3.14.4-3",
        "MQTT311:3.1.2-10",
        "MQTT311:3.14.4-3",
        "MQTT31:3.14-1"
    })
    void shouldDropTheWillOnDisconnect(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);
        String id = Names.clientId();

        broker.connect(Connect.as(version, id).durable().will(Will.will(topic, "gone")))
                .disconnect();
        broker.connect(Connect.as(version, id).durable()).close();

        watcher.expectSilence();
    }

    @Test
    @Statement("MQTT5:3.1.2-8")
    void shouldPublishTheWillOnDisconnectWithWill() {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(V5).subscribe(topic, 0);
        MqttClient client =
                broker.connect(Connect.as(V5, Names.clientId()).will(Will.will(topic, "gone")));

        client.wire().send(0xE0, 1, 0x04).expectClosed(); // §3.14.2.1: 0x04, disconnect with will.

        watcher.expect(topic, "gone");
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-10", "MQTT311:3.1.2-10", "MQTT311:3.1.2-12"})
    void shouldPublishAWillOnce(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);
        broker.connect(Connect.as(version, id).durable().will(Will.will(topic, "gone"))).close();
        watcher.expect(topic, "gone");

        broker.connect(Connect.as(version, id).durable()).close(); // Without a will.

        watcher.expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-15", "MQTT311:3.1.2-17", "MQTT31:3.1-8"})
    void shouldRetainAWillWithWillRetain(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);

        broker.connect(
                        Connect.as(version, Names.clientId())
                                .will(Will.will(topic, "gone").retained()))
                .close();

        assertThat(watcher.expect(topic, "gone").retain()).isFalse();
        MqttClient late = broker.connect(version).subscribe(topic, 0);
        assertThat(late.expect(topic, "gone").retain()).isTrue();
    }

    @Test
    void shouldPublishTheWillAfterAProtocolError() {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(V5).subscribe(topic, 0);
        MqttClient client =
                broker.connect(Connect.as(V5, Names.clientId()).will(Will.will(topic, "gone")));

        client.wire().send(0xF1, 0);

        watcher.expect(topic, "gone");
    }

    @Test
    @Statement("MQTT5:3.1.2-8")
    void shouldWaitForTheWillDelay() {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(V5).subscribe(topic, 0);

        broker.connect(delayed(Names.clientId(), topic, 1).with(Property.sessionExpiry(60)))
                .close();

        watcher.wire().expectSilence(700);
        watcher.expect(topic, "gone");
    }

    @Test
    @Statement("MQTT5:3.1.2-8")
    void shouldPublishADelayedWillWhenTheSessionEnds() {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient watcher = broker.connect(V5).subscribe(topic, 0);

        broker.connect(delayed(Names.clientId(), topic, 600))
                .close(); // Expiry 0: the session ended with it.
        watcher.expect(topic, "gone");
        broker.connect(delayed(Names.clientId(), topic, 600).with(Property.sessionExpiry(1)))
                .close();
        watcher.expect(topic, "gone");
        broker.connect(delayed(id, topic, 600).with(Property.sessionExpiry(600))).close();
        watcher.expectSilence();
        broker.connect(Connect.as(V5, id)); // Clean Start ends the session (§3.1.3.2.2).
        watcher.expect(topic, "gone");
    }

    @Test
    @Statement({"MQTT5:3.1.3-9", "MQTT5:3.1.2-8"})
    void shouldNotSendADelayedWillWhenTheClientIsBackInTime() {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient watcher = broker.connect(V5).subscribe(topic, 0);
        broker.connect(delayed(id, topic, 1).with(Property.sessionExpiry(60))).close();

        MqttClient back = broker.connect(Connect.as(V5, id).durable());

        watcher.wire().expectSilence(1_800);
        back.ping();
    }

    @Test
    @Statement("MQTT5:3.1.3-10")
    void shouldPublishTheWillWithItsProperties() {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(V5).subscribe(topic, 0);
        Will will =
                Will.will(topic, "gone")
                        .with(
                                Property.payloadFormat(1),
                                Property.messageExpiry(60),
                                Property.contentType("text/plain"),
                                Property.responseTopic("answers"),
                                Property.correlationData(bytes(1, 0, 255)),
                                Property.userProperty("b", "2"),
                                Property.userProperty("a", "1"),
                                Property.userProperty("b", "2"),
                                Property.userProperty("", ""));

        broker.connect(Connect.as(V5, Names.clientId()).will(will)).close();

        Properties got = watcher.expect(topic, "gone").properties();
        assertThat(got.userProperties()).containsExactly("b=2", "a=1", "b=2", "=");
        assertThat(got.number(Property.PAYLOAD_FORMAT)).isEqualTo(1);
        assertThat(got.number(Property.MESSAGE_EXPIRY)).isBetween(55L, 60L);
        assertThat(got.text(Property.CONTENT_TYPE)).isEqualTo("text/plain");
        assertThat(got.text(Property.RESPONSE_TOPIC)).isEqualTo("answers");
        assertThat(got.data(Property.CORRELATION_DATA)).containsExactly(1, 0, 255);
        assertThat(got.has(Property.WILL_DELAY)).isFalse();
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.3-11", "MQTT311:3.1.3-10", "MQTT5:4.7.0-1", "MQTT311:4.7.1-1"})
    void shouldRefuseAWillTopicThatIsNone(MqttVersion version) {
        String id = Names.clientId();
        for (String topic : new String[] {"a/+", "#", "", "a\u0000b"}) {
            broker.open()
                    .send(Connect.as(version, id).will(Will.will(topic, "x")).bytes())
                    .expectRefused(version);
        }
    }

    @EveryVersion
    void shouldPublishAWillWithoutPayload(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);

        broker.connect(Connect.as(version, Names.clientId()).will(Will.will(topic, ""))).close();

        watcher.expect(topic, "");
    }

    private static Connect delayed(String id, String topic, long seconds) {
        return Connect.as(V5, id).will(Will.will(topic, "gone").with(Property.willDelay(seconds)));
    }
}
