package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Connect.Will;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Connack;
import io.robustmq.conformance.wire.Properties;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What CONNACK tells a client of this broker's limits, and that they hold. */
@Settings({
    "mqtt.max-keep-alive=2s",
    "mqtt.receive-maximum=3",
    "mqtt.topic-alias-maximum=2",
    "mqtt.max-packet-size=2KiB",
    "mqtt.max-session-expiry=60s",
    "mqtt.retained.max-count=0"
})
@ExtendWith(BrokerExtension.class)
class ServerTermsTest {
    private final TestBroker broker;

    ServerTermsTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldTellItsLimits() {
        Properties told =
                broker.connect(
                                Connect.as(V5, Names.clientId())
                                        .keepAlive(60)
                                        .with(Property.sessionExpiry(3_600)))
                        .connack()
                        .properties();

        assertThat(told.number(Property.SERVER_KEEP_ALIVE)).isEqualTo(2);
        assertThat(told.number(Property.RECEIVE_MAXIMUM)).isEqualTo(3);
        assertThat(told.number(Property.TOPIC_ALIAS_MAXIMUM)).isEqualTo(2);
        assertThat(told.number(Property.MAXIMUM_PACKET_SIZE)).isEqualTo(2_048);
        assertThat(told.number(Property.SESSION_EXPIRY)).isEqualTo(60);
        assertThat(told.number(Property.RETAIN_AVAILABLE)).isZero();
        assertThat(told.number(Property.WILDCARD_AVAILABLE, 1)).isEqualTo(1);
        assertThat(told.number(Property.SHARED_AVAILABLE, 1)).isEqualTo(1);
        assertThat(told.number(Property.SUBSCRIPTION_ID_AVAILABLE, 1)).isEqualTo(1);
        assertThat(told.has(Property.MAXIMUM_QOS)).isFalse();
    }

    @Test
    @Statement({"MQTT5:3.2.2-22", "MQTT5:3.1.2-22"})
    void shouldMeasureByItsOwnKeepAlive() {
        MqttClient told = broker.connect(Connect.as(V5, Names.clientId()).keepAlive(60));

        told.wire().expectSilence(1_500);

        told.wire().expectDisconnect(0x8D);
    }

    @Test
    void shouldLeaveAShorterKeepAliveAlone() {
        Connack connack = broker.connect(Connect.as(V5, Names.clientId()).keepAlive(1)).connack();

        assertThat(connack.properties().has(Property.SERVER_KEEP_ALIVE)).isFalse();
    }

    @Test
    @Statement("MQTT5:3.3.4-7")
    void shouldThrowOutAboveItsReceiveMaximum() {
        MqttClient client = broker.connect(V5);
        for (int i = 1; i <= 3; i++) {
            client.send(Publish.to("t", "x").qos(2).id(i)).expectAck(Packet.PUBREC, i);
        }

        client.send(Publish.to("t", "x").qos(2).id(4)).wire().expectDisconnect(0x93);
    }

    @EveryVersion
    void shouldThrowOutAboveItsPacketSize(MqttVersion version) {
        broker.connect(version)
                .send(Publish.to("t", "x".repeat(2_100)))
                .wire()
                .expectThrownOut(version, 0x95);
    }

    @Test
    @Statement("MQTT5:3.3.2-12")
    void shouldThrowOutAboveItsAliasMaximum() {
        MqttClient client = broker.connect(V5);
        client.publish(Publish.to("t", "x").with(Property.topicAlias(2))).ping();

        client.send(Publish.to("t", "x").with(Property.topicAlias(3)))
                .wire()
                .expectDisconnect(0x94);
    }

    @Test
    @Statement("MQTT5:3.2.2-13")
    void shouldRefuseToRetain() {
        broker.open()
                .send(Connect.as(V5, Names.clientId()).will(Will.will("t", "x").retained()).bytes())
                .expectRefused(V5, 0x9A);
        broker.connect(V5).send(Publish.to("t", "x").retained()).wire().expectDisconnect(0x9A);
    }
}
