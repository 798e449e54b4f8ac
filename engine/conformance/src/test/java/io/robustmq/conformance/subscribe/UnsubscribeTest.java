package io.robustmq.conformance.subscribe;

import static io.robustmq.conformance.wire.Bytes.binary;
import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet.Codes;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.Since311;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** UNSUBSCRIBE and UNSUBACK. */
@ExtendWith(BrokerExtension.class)
class UnsubscribeTest {
    private final TestBroker broker;

    UnsubscribeTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.10.4-1",
        "MQTT5:3.10.4-2",
        "MQTT5:3.10.4-4",
        "MQTT5:2.2.1-6",
        "MQTT311:3.10.4-1",
        "MQTT311:3.10.4-2",
        "MQTT311:3.10.4-4",
        "MQTT311:2.3.1-7",
        "MQTT31:3.10-1"
    })
    void shouldEndTheSubscriptionOfExactlyThisFilter(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client =
                broker.connect(version).subscribe(topic + "/a", 0).subscribe(topic + "/+", 0);

        client.unsubscribe(topic + "/a");
        client.publish(topic + "/a", "through the other").expect(topic + "/a", "through the other");
        client.expectSilence();
        client.unsubscribe(topic + "/+");

        client.publish(topic + "/a", "for nobody").expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:3.10.4-5", "MQTT5:3.11.3-2", "MQTT311:3.10.4-5", "MQTT31:3.10-1"})
    void shouldAnswerAlsoWhenNothingWasDeleted(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client = broker.connect(version).subscribe(topic + "/a", 0);

        Codes unsuback = client.unsubscribe(topic + "/A");

        assertThat(unsuback.codes()).isEqualTo(version.is5() ? List.of(0x11) : List.of());
        client.publish(topic + "/a", "still there").expect(topic + "/a", "still there");
    }

    @EveryVersion
    @Statement({"MQTT5:3.10.4-6", "MQTT5:3.11.3-1", "MQTT5:3.11.3-2", "MQTT311:3.10.4-6"})
    void shouldAnswerSeveralFiltersAtOnce(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client =
                broker.connect(version).subscribe(topic + "/a", 0).subscribe(topic + "/b", 0);

        Codes unsuback =
                client.unsubscribe(topic + "/a", topic + "/none", topic + "/b", topic + "/a");

        assertThat(unsuback.codes())
                .isEqualTo(version.is5() ? List.of(0, 0x11, 0, 0x11) : List.of());
        client.publish(topic + "/a", "x").publish(topic + "/b", "x").expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:3.10.4-3", "MQTT311:3.10.4-3"})
    void shouldCompleteWhatIsUnderWay(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client = broker.connect(version).subscribe(topic, 2);
        broker.connect(version).publish(Publish.to(topic, "under way").qos(2));
        Publication publication = client.receive();

        client.unsubscribe(topic);

        client.acknowledge(publication); // PUBREC, then PUBREL must come.
        client.ping();
    }

    @EveryVersion
    @Statement({"MQTT5:3.10.4-3", "MQTT311:3.10.4-3"})
    void shouldRedeliverWhatWasUnderWay(MqttVersion version) {
        String topic = Names.topic();
        String id = Names.clientId();
        MqttClient client = broker.connect(Connect.as(version, id).durable()).subscribe(topic, 1);
        broker.connect(version).publish(Publish.to(topic, "under way").qos(1));
        client.receive();
        client.unsubscribe(topic);
        client.close();

        broker.connect(Connect.as(version, id).durable()).expect(topic, "under way");
    }

    @Since311
    @Statement({"MQTT5:3.10.1-1", "MQTT311:3.10.1-1"})
    void shouldThrowOutOnOtherFlags(MqttVersion version) {
        byte[] unsubscribe = packet(0xA0, u16(1), version.noProperties(), string("t"));

        broker.connect(version).wire().send(unsubscribe).expectThrownOut(version, 0x81);
    }

    @Since311
    @Statement({"MQTT5:3.10.3-2", "MQTT311:3.10.3-2"})
    void shouldThrowOutWithoutAFilter(MqttVersion version) {
        byte[] unsubscribe = packet(0xA2, u16(1), version.noProperties());

        broker.connect(version).wire().send(unsubscribe).expectThrownOut(version, 0x82, 0x81);
    }

    @EveryVersion
    @Statement({"MQTT5:3.10.3-1", "MQTT311:3.10.3-1"})
    void shouldThrowOutOnAFilterThatIsNotUtf8(MqttVersion version) {
        byte[] unsubscribe =
                packet(0xA2, u16(1), version.noProperties(), binary(bytes(0xC0, 0x80)));

        broker.connect(version).wire().send(unsubscribe).expectThrownOut(version, 0x81);
    }

    @EveryVersion
    @Statement({"MQTT5:2.2.1-3", "MQTT311:2.3.1-1"})
    void shouldThrowOutOnIdentifier0(MqttVersion version) {
        byte[] unsubscribe = packet(0xA2, u16(0), version.noProperties(), string("t"));

        broker.connect(version).wire().send(unsubscribe).expectThrownOut(version, 0x82, 0x81);
    }
}
