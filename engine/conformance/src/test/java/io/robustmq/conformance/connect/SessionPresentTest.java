package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.properties;
import static io.robustmq.conformance.wire.MqttVersion.V3_1;
import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
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
import io.robustmq.conformance.wire.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clean Start, Session Present and Session Expiry (MQTT 5.0 §3.1.2.4, §3.1.2.11.2). */
@ExtendWith(BrokerExtension.class)
class SessionPresentTest {
    /** Longer than the expiry of one second that the tests ask for. */
    private static final int AFTER_EXPIRY_MS = 1_800;

    private final TestBroker broker;

    SessionPresentTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.2-5",
        "MQTT5:3.1.2-6",
        "MQTT5:3.1.2-23",
        "MQTT5:3.2.2-3",
        "MQTT311:3.1.2-4",
        "MQTT311:3.2.2-2",
        "MQTT311:3.2.2-3",
        "MQTT311:4.1.0-1",
        "MQTT31:3.1-5"
    })
    void shouldResumeAStoredSession(MqttVersion version) {
        String id = Names.clientId();
        String topic = Names.topic();

        MqttClient first = broker.connect(Connect.as(version, id).durable());
        assertThat(first.connack().sessionPresent()).isFalse();
        first.subscribe(topic, 1).disconnect();
        MqttClient second = broker.connect(Connect.as(version, id).durable());

        // MQTT 3.1 §3.2 keeps that byte for later.
        assertThat(second.connack().sessionPresent()).isEqualTo(version != V3_1);
        second.publish(topic, "still subscribed").expect(topic, "still subscribed");
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.2-4",
        "MQTT5:3.1.4-4",
        "MQTT5:3.2.2-2",
        "MQTT311:3.1.2-6",
        "MQTT311:3.1.4-3",
        "MQTT311:3.2.2-1",
        "MQTT31:3.1-6"
    })
    void shouldDropTheSessionOnCleanStart(MqttVersion version) {
        String id = Names.clientId();
        String topic = Names.topic();
        broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1).disconnect();

        MqttClient clean = broker.connect(Connect.as(version, id));

        assertThat(clean.connack().sessionPresent()).isFalse();
        clean.publish(topic, "for nobody").expectSilence().disconnect();
        MqttClient resuming = broker.connect(Connect.as(version, id).resuming());
        assertThat(resuming.connack().sessionPresent())
                .as("a clean session left something behind")
                .isFalse();
    }

    @Test
    @Statement({"MQTT5:3.1.2-23", "MQTT5:4.1.0-2", "MQTT5:3.2.2-3"})
    void shouldEndASessionWithoutExpiryWithItsConnection() {
        String id = Names.clientId();
        String topic = Names.topic();
        broker.connect(Connect.as(V5, id).resuming()).subscribe(topic, 1).disconnect();

        MqttClient second = broker.connect(Connect.as(V5, id).resuming());

        assertThat(second.connack().sessionPresent()).isFalse();
        second.publish(topic, "for nobody").expectSilence();
    }

    @Test
    @Statement("MQTT5:3.1.2-23")
    void shouldKeepASessionStartedCleanWithExpiry() {
        String id = Names.clientId();
        broker.connect(Connect.as(V5, id).with(Property.sessionExpiry(60))).close();

        assertThat(broker.connect(Connect.as(V5, id).resuming()).connack().sessionPresent())
                .isTrue();
    }

    @Test
    @Statement({"MQTT5:4.1.0-2", "MQTT5:4.1.0-1"})
    void shouldDropTheSessionWhenItsExpiryHasPassed() {
        String id = Names.clientId();
        MqttClient timer = broker.connect(V5);
        MqttClient first = broker.connect(Connect.as(V5, id).with(Property.sessionExpiry(1)));
        timer.wire().expectSilence(AFTER_EXPIRY_MS);
        first.ping(); // Still connected: the expiry has not begun.
        first.disconnect();

        timer.wire().expectSilence(AFTER_EXPIRY_MS);

        assertThat(broker.connect(Connect.as(V5, id).resuming()).connack().sessionPresent())
                .isFalse();
    }

    @Test
    void shouldUseTheExpiryOfTheLastConnect() {
        String id = Names.clientId();
        broker.connect(Connect.as(V5, id).with(Property.sessionExpiry(60))).disconnect();
        broker.connect(Connect.as(V5, id).resuming()).disconnect(); // No property: 0 (§3.1.2.11.2).

        assertThat(broker.connect(Connect.as(V5, id).resuming()).connack().sessionPresent())
                .isFalse();
    }

    @Test
    void shouldUseTheExpiryOfDisconnect() {
        String id = Names.clientId();
        MqttClient first = broker.connect(Connect.as(V5, id).with(Property.sessionExpiry(60)));

        first.wire()
                .send(packet(0xE0, bytes(0), properties(Property.sessionExpiry(0))))
                .expectClosed();

        assertThat(broker.connect(Connect.as(V5, id).resuming()).connack().sessionPresent())
                .isFalse();
    }

    @Test
    void shouldNotLetDisconnectMakeAStoredSessionOfOneWithoutExpiry() {
        // §3.14.2.2.2: a protocol error.
        MqttClient client = broker.connect(V5);

        client.wire()
                .send(packet(0xE0, bytes(0), properties(Property.sessionExpiry(60))))
                .expectDisconnect(0x82);
    }

    @Test
    @Statement("MQTT5:3.1.2-5")
    void shouldShareSessionsBetweenVersions() {
        String id = Names.clientId();
        String topic = Names.topic();
        broker.connect(Connect.as(V3_1_1, id).durable()).subscribe(topic, 1).disconnect();

        MqttClient second = broker.connect(Connect.as(V5, id).durable());

        assertThat(second.connack().sessionPresent()).isTrue();
        second.publish(topic, "still subscribed").expect(topic, "still subscribed");
    }
}
