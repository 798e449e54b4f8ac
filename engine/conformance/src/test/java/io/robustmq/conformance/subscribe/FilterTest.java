package io.robustmq.conformance.subscribe;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Publish;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which filter matches which topic (MQTT 5.0 §4.7). */
@ExtendWith(BrokerExtension.class)
class FilterTest {
    private final TestBroker broker;

    FilterTest(TestBroker broker) {
        this.broker = broker;
    }

    @ParameterizedTest(name = "{0} matches {1}: {2}")
    @CsvSource({
        "/a, /a, true",
        "/a/+, /a/b, true",
        "/a/+, /a/b/c, false",
        "/a/+, /a, false",
        "/a/+, /a/, true",
        "/a/#, /a, true",
        "/a/#, /a/, true",
        "/a/#, /a/b/c/d, true",
        "/a/#, /ab, false",
        "/+/c, /b/c, true",
        "/+/c, //c, true",
        "/+/+, //, true",
        "/+, /a/b, false",
        "/+/b/#, /a/b, true",
        "/+/b/#, /a/b/c, true",
        "/+/b/#, /a/c, false",
        "/a/b, /a/B, false",
        "/a/b, /a/b/, false",
        "/a//b, /a/b, false",
        "//, //, true",
        "/#, '', true",
        "/$a, /$a, true",
        "/+, /$a, true"
    })
    @Statement({
        "MQTT5:3.3.2-3",
        "MQTT5:4.7.1-1",
        "MQTT5:4.7.1-2",
        "MQTT5:4.7.3-4",
        "MQTT311:3.3.2-3",
        "MQTT311:4.7.1-2",
        "MQTT311:4.7.1-3",
        "MQTT311:4.7.3-4",
        "MQTT31:A-1"
    })
    void shouldMatch(String filter, String topic, boolean matches) {
        String root = Names.topic();
        MqttClient client =
                broker.connect(V5).subscribe(root + filter, 0).subscribe(root + "/the/end", 0);

        client.publish(root + topic, "x").publish(root + "/the/end", "end");

        if (matches) {
            client.expect(root + topic, "x");
        }
        assertThat(client.receiveUntil("end")).isEmpty();
    }

    @EveryVersion
    @Statement({"MQTT5:4.7.2-1", "MQTT311:4.7.2-1"})
    void shouldHideDollarTopicsFromLeadingWildcards(MqttVersion version) {
        String topic = "$" + Names.topic();
        String plain = Names.topic();
        MqttClient wild =
                broker.connect(version)
                        .subscribe("#", 0)
                        .subscribe("+/" + plain, 0)
                        .subscribe("+/" + plain + "/#", 0);
        MqttClient exact = broker.connect(version).subscribe(topic + "/#", 0);

        broker.connect(version)
                .publish(topic + "/" + plain, "hidden")
                .publish("x/" + plain, "seen");

        exact.expect(topic + "/" + plain, "hidden");
        List<String> seen = wild.receiveUntil("seen");
        assertThat(seen).doesNotContain("hidden");
    }

    @EveryVersion
    @Statement({"MQTT5:4.7.3-4", "MQTT311:4.7.3-4"})
    void shouldCompareTopicsByTheirBytes(MqttVersion version) {
        String root = Names.topic();
        MqttClient client =
                broker.connect(version).subscribe(root + "/\u00e9", 0); // One code point.

        client.publish(root + "/e\u0301", "two code points").publish(root + "/\u00e9", "one");

        client.expect(root + "/\u00e9", "one");
    }

    @EveryVersion
    @Statement({"MQTT5:4.5.0-1", "MQTT311:4.5.0-1", "MQTT31:3.3-1"})
    void shouldDeliverToEverySubscriber(MqttVersion version) {
        String topic = Names.topic();
        List<MqttClient> subscribers =
                IntStream.range(0, 30)
                        .mapToObj(i ->
                                broker.connect(version)
                                        .subscribe(i % 2 == 0 ? topic : topic + "/#", i % 3))
                        .toList();

        broker.connect(version).publish(Publish.to(topic, "to all").qos(2));

        subscribers.forEach(each -> each.expect(topic, "to all"));
    }
}
