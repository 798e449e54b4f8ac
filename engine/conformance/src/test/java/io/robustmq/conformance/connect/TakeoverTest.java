package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.MqttVersion.V3_1;
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
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import org.junit.jupiter.api.extension.ExtendWith;

/** A second connection with the same client identifier. */
@ExtendWith(BrokerExtension.class)
class TakeoverTest {
    private final TestBroker broker;

    TakeoverTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.4-3",
        "MQTT5:3.14.2-1",
        "MQTT5:3.14.2-2",
        "MQTT5:3.14.4-2",
        "MQTT311:3.1.4-2",
        "MQTT31:3.1-4"
    })
    void shouldEndTheFirstConnection(MqttVersion version) {
        String id = Names.clientId();
        MqttClient first = broker.connect(Connect.as(version, id));

        MqttClient second = broker.connect(Connect.as(version, id));

        if (version.is5()) {
            Packet.Reason disconnect = first.wire().receive().reason(Packet.DISCONNECT);
            assertThat(disconnect.reason()).isEqualTo(0x8E);
            assertThat(disconnect.properties().has(Property.SESSION_EXPIRY)).isFalse();
        }
        first.wire().expectClosed();
        second.ping();
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-5", "MQTT5:4.1.0-1", "MQTT311:4.1.0-2"})
    void shouldHandTheSessionOver(MqttVersion version) {
        String id = Names.clientId();
        String topic = Names.topic();
        MqttClient first = broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1);

        MqttClient second = broker.connect(Connect.as(version, id).durable());

        assertThat(second.connack().sessionPresent()).isEqualTo(version != V3_1);
        first.wire().expectThrownOut(version, 0x8E);
        second.publish(Publish.to(topic, "here").qos(1)).expect(topic, "here");
    }

    @EveryVersion
    void shouldHandWhatIsUnacknowledgedOver(MqttVersion version) {
        String id = Names.clientId();
        String topic = Names.topic();
        MqttClient first = broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1);
        broker.connect(version).publish(Publish.to(topic, "once").qos(1));
        Packet.Publication before = first.receive();

        MqttClient second = broker.connect(Connect.as(version, id).durable());

        Packet.Publication again = second.expect(topic, "once");
        assertThat(again.dup()).isTrue();
        assertThat(again.id()).isEqualTo(before.id());
        first.wire().expectThrownOut(version, 0x8E);
    }

    @EveryVersion
    void shouldPublishTheWillOfTheFirstConnection(MqttVersion version) {
        // MQTT 5.0 §3.1.2.5: the connection was not closed by DISCONNECT; its session ended with
        // Clean Start.
        String id = Names.clientId();
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);
        broker.connect(Connect.as(version, id).will(Will.will(topic, "taken over")));

        broker.connect(Connect.as(version, id));

        watcher.expect(topic, "taken over");
    }

    @EveryVersion
    void shouldSurviveManyTakeoversInARow(MqttVersion version) {
        String id = Names.clientId();
        String topic = Names.topic();
        MqttClient last = broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1);
        for (int i = 0; i < 20; i++) {
            last = broker.connect(Connect.as(version, id).durable());
        }

        last.publish(Publish.to(topic, "the last one is in").qos(1))
                .expect(topic, "the last one is in");
    }
}
