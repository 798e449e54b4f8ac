package io.robustmq.conformance.subscribe;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet.Codes;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Publish;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** $queue, $exclusive and the broker's own topics: what the specifications leave to a server. */
@ExtendWith(BrokerExtension.class)
class SpecialSubscriptionTest {
    private final TestBroker broker;

    SpecialSubscriptionTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    void shouldShareAQueueAmongItsSubscribers(MqttVersion version) {
        String topic = Names.topic();
        MqttClient one = broker.connect(version).subscribe("$queue/" + topic, 1);
        MqttClient two = broker.connect(version).subscribe("$queue/" + topic, 1);
        MqttClient publisher = broker.connect(version);
        for (int i = 0; i < 10; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1));
        }

        List<Publication> all = new ArrayList<>(one.receiveAvailable());
        all.addAll(two.receiveAvailable());

        assertThat(all).extracting(Publication::text).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void shouldGiveAnExclusiveSubscriptionToOneOnly() {
        String topic = Names.topic();
        byte[] filter = join(string("$exclusive/" + topic), bytes(1));
        MqttClient holder = broker.connect(V5);
        MqttClient second = broker.connect(V5);

        assertThat(holder.subscribing(new byte[0], filter).codes()).containsExactly(1);
        assertThat(second.subscribing(new byte[0], filter).codes()).containsExactly(0x97);

        second.publish(Publish.to(topic, "x").qos(1));
        holder.expect(topic, "x");
        second.expectSilence();
    }

    @Test
    void shouldFreeAnExclusiveSubscription() {
        String topic = Names.topic();
        String filter = "$exclusive/" + topic;
        MqttClient first = broker.connect(V5).subscribe(filter, 1);
        first.unsubscribe(filter);
        MqttClient second = broker.connect(V5).subscribe(filter, 1);
        second.disconnect();
        MqttClient third = broker.connect(V5).subscribe(filter, 0);

        third.publish(topic, "x").expect(topic, "x");
    }

    @Test
    void shouldRefuseAnExclusiveSubscriptionInOlderVersions() {
        String topic = Names.topic();
        broker.connect(V3_1_1).subscribe("$exclusive/" + topic, 1);

        Codes suback =
                broker.connect(V3_1_1)
                        .subscribing(new byte[0], join(string("$exclusive/" + topic), bytes(1)));

        assertThat(suback.codes()).containsExactly(0x80);
    }

    @EveryVersion
    void shouldTellAboutItself(MqttVersion version) {
        MqttClient client = broker.connect(version).subscribe("$SYS/brokers/#", 0);

        assertThat(client.receive().topic()).startsWith("$SYS/brokers/");
    }

    @EveryVersion
    @Statement({"MQTT5:4.7.2-1", "MQTT311:4.7.2-1"})
    void shouldNotTellThoseWhoSubscribeToEverything(MqttVersion version) {
        String topic = Names.topic();
        MqttClient everything = broker.connect(version).subscribe("#", 0);
        broker.connect(version).subscribe("$SYS/brokers/#", 0).receive();

        everything.publish(topic, "end of " + topic);

        assertThat(everything.topicsUntil("end of " + topic))
                .noneMatch(each -> each.startsWith("$"));
    }
}
