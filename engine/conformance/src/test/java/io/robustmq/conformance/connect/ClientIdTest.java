package io.robustmq.conformance.connect;

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
import io.robustmq.conformance.wire.Packet.Connack;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client identifiers: who may have which, and who is given one. */
@ExtendWith(BrokerExtension.class)
class ClientIdTest {
    private final TestBroker broker;

    ClientIdTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.3-5", "MQTT311:3.1.3-5", "MQTT31:3.1-3"})
    void shouldAcceptIdsOf1To23DigitsAndLetters(MqttVersion version) {
        broker.connect(Connect.as(version, "Q")).ping().disconnect();
        broker.connect(Connect.as(version, "0123456789ABCDEFGHIJKLM")).ping().disconnect();
        broker.connect(Connect.as(version, "NOPQRSTUVWXYZabcdefghij")).ping().disconnect();
        broker.connect(Connect.as(version, "klmnopqrstuvwxyz")).ping().disconnect();
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 256, 4_096, 65_535})
    @Statement({"MQTT5:3.1.3-2", "MQTT311:3.1.3-2", "MQTT311:4.1.0-1"})
    void shouldTellLongIdsApartByTheirLastByte(int length) {
        String start = Names.clientId() + "-" + "x".repeat(length);
        String one = start.substring(0, length - 1) + "1";
        String two = start.substring(0, length - 1) + "2";

        broker.connect(Connect.as(V5, one).durable()).disconnect();

        assertThat(broker.connect(Connect.as(V5, two).durable()).connack().sessionPresent())
                .isFalse();
        assertThat(broker.connect(Connect.as(V5, one).durable()).connack().sessionPresent())
                .isTrue();
    }

    @Test
    @Statement({"MQTT5:3.1.3-2", "MQTT5:4.7.3-4"})
    void shouldNotTakeAnIdForAPattern() {
        String id = Names.clientId();
        String[] strange = {
            id + "/+",
            id + "/#",
            id + "%",
            id + " ",
            id + ".*",
            id + "(",
            id + "\u00e9",
            id + "e\u0301"
        };
        for (String one : strange) {
            MqttClient client = broker.connect(Connect.as(V5, one).durable());

            assertThat(client.connack().sessionPresent()).as(one).isFalse();
            client.ping().disconnect();
        }
    }

    @Test
    @Statement({"MQTT5:3.1.3-6", "MQTT5:3.1.3-7", "MQTT5:3.2.2-16"})
    void shouldAssignAnIdToAnEmptyOne() {
        Connack first =
                broker.connect(Connect.as(V5, "").with(Property.sessionExpiry(60))).connack();
        MqttClient second = broker.connect(Connect.as(V5, "").durable());
        String assigned = second.connack().properties().text(Property.ASSIGNED_CLIENT_ID);

        assertThat(assigned)
                .isNotEmpty()
                .isNotEqualTo(first.properties().text(Property.ASSIGNED_CLIENT_ID));

        second.disconnect();
        Connack resumed = broker.connect(Connect.as(V5, assigned).durable()).connack();
        assertThat(resumed.sessionPresent()).as("as if the client had sent it").isTrue();
        assertThat(resumed.properties().has(Property.ASSIGNED_CLIENT_ID)).isFalse();
    }

    @Test
    @Statement("MQTT311:3.1.3-6")
    void shouldAcceptEmptyIdsOfCleanSessions() {
        String topic = Names.topic();
        MqttClient one = broker.connect(Connect.as(V3_1_1, "")).subscribe(topic, 0);
        MqttClient two = broker.connect(Connect.as(V3_1_1, "")).subscribe(topic, 0);

        two.publish(topic, "both are here");

        one.expect(topic, "both are here");
        two.expect(topic, "both are here");
    }

    @Test
    @Statement({
        "MQTT311:3.1.3-7",
        "MQTT311:3.1.3-8",
        "MQTT311:3.1.3-9",
        "MQTT311:3.2.2-4",
        "MQTT311:3.2.2-5"
    })
    void shouldRejectAnEmptyIdOfAStoredSession() {
        broker.open().send(Connect.as(V3_1_1, "").resuming().bytes()).expectRefused(V3_1_1, 0x02);
    }

    @Test
    @Statement("MQTT31:3.1-3")
    void shouldRejectAnEmptyIdInMqtt31() {
        broker.open().send(Connect.as(V3_1, "").bytes()).expectRefused(V3_1, 0x02);
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.3-4", "MQTT5:3.1.3-8", "MQTT311:3.1.3-4"})
    void shouldRefuseAnIdThatIsNotUtf8(MqttVersion version) {
        byte[] connect = Connect.as(version, "ab").bytes();
        connect[connect.length - 1] = (byte) 0xFF;

        broker.open().send(connect).expectRefused(version);
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.4-6", "MQTT5:3.2.2-6", "MQTT5:3.2.2-7", "MQTT311:3.1.4-5"})
    void shouldNotProcessWhatFollowsARefusedConnect(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);
        byte[] refused = Connect.as(version, "ab").bytes();
        refused[refused.length - 1] = 0;

        broker.open()
                .send(refused, Publish.to(topic, "smuggled").bytes(version))
                .expectRefused(version);

        watcher.expectSilence();
    }
}
