package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static io.robustmq.conformance.wire.MqttVersion.V5;

import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Publish;

/** Messages of a few MiB between clients of all kinds, with small ones before and behind. */
final class LargeMessages {
    private LargeMessages() {}

    static void shouldPassOn(TestBroker broker, Listener listener) {
        String topic = Names.topic();
        String payload = "0123456789abcdef".repeat(3 << 16) + "end"; // 3 MiB
        MqttClient old = client(broker, listener, V3_1_1).subscribe(topic, 1);
        MqttClient mine = client(broker, listener, V5).subscribe(topic, 1);
        for (MqttVersion version : new MqttVersion[] {V3_1_1, V5}) {
            MqttClient publisher = client(broker, listener, version);
            for (int qos = 0; qos <= 2; qos++) {
                publisher
                        .publish(Publish.to(topic, "before").qos(qos))
                        .publish(Publish.to(topic, payload).qos(qos));
                if (qos > 0) { // with QoS 0 it would be dropped while the large one leaves
                    publisher.publish(Publish.to(topic, "behind").qos(qos));
                }
                for (MqttClient subscriber : new MqttClient[] {old, mine}) {
                    subscriber.expect(topic, "before");
                    subscriber.expect(topic, payload);
                    if (qos > 0) {
                        subscriber.expect(topic, "behind");
                    }
                }
            }
            publisher.publish(Publish.to(topic, payload).retained());
            client(broker, listener, version).subscribe(topic, 0).expect(topic, payload);
            old.expect(topic, payload);
            mine.expect(topic, payload);
            publisher.publish(Publish.to(topic, "").retained());
            old.expect(topic, "");
            mine.expect(topic, "");
        }
    }

    private static MqttClient client(TestBroker broker, Listener listener, MqttVersion version) {
        return MqttClient.connect(broker.open(listener), Connect.as(version, Names.clientId()));
    }
}
