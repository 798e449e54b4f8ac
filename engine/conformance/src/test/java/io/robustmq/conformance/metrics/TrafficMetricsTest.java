package io.robustmq.conformance.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Known traffic on a broker of its own: the scrape shows exactly that. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=1", "mqtt.max-queued-messages=3"})
class TrafficMetricsTest {
    private static final MqttVersion VERSION = MqttVersion.V3_1_1;
    private static final String PAYLOAD = "0123456789";

    private final TestBroker broker;

    TrafficMetricsTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldCountWhatPassed() {
        Connect away = Connect.as(VERSION, "away").durable();
        broker.connect(away).subscribe("stored", 1).disconnect();
        MqttClient subscriber = broker.connect(VERSION).subscribe("passed", 2);
        MqttClient silent = broker.connect(MqttVersion.V5).subscribe("unanswered", 1);
        MqttClient publisher = broker.connect(VERSION);

        publish(publisher, "passed", 0, 5);
        publish(publisher, "passed", 1, 3);
        publish(publisher, "passed", 2, 2);
        publish(publisher, "unanswered", 1, 1);
        publish(publisher, "stored", 1, 4); // one more than may be queued
        publisher.publish(Publish.to("kept", PAYLOAD).retained());
        for (int i = 0; i < 10; i++) {
            subscriber.expect("passed", PAYLOAD);
        }
        assertThat(silent.receive().qos()).isEqualTo(1); // and never acknowledged
        subscriber.ping();
        publisher.ping(); // a later cycle: all before it are timed
        Scrape scrape = Scrape.of(broker);

        assertThat(in(scrape, 0)).isEqualTo(6);
        assertThat(in(scrape, 1)).isEqualTo(8);
        assertThat(in(scrape, 2)).isEqualTo(2);
        assertThat(out(scrape, 0)).isEqualTo(5);
        assertThat(out(scrape, 1)).isEqualTo(4);
        assertThat(out(scrape, 2)).isEqualTo(2);
        assertThat(scrape.sum("robustmq_mqtt_message_in_bytes_total", "qos", "0"))
                .isEqualTo(5L * length("passed", 0) + length("kept", 0));
        assertThat(scrape.sum("robustmq_mqtt_message_in_bytes_total", "qos", "2"))
                .isEqualTo(2L * length("passed", 2));
        assertThat(scrape.sum("robustmq_mqtt_message_out_bytes_total", "qos", "1"))
                .as("MQTT 5.0 has a property length more")
                .isEqualTo(3L * length("passed", 1) + length("unanswered", 1) + 1);

        assertThat(scrape.sum("robustmq_mqtt_messages_dropped_total")).isEqualTo(1);
        assertThat(scrape.sum("robustmq_mqtt_messages_dropped_total", "reason", "queue_full"))
                .isEqualTo(1);
        assertThat(scrape.sum("robustmq_mqtt_queued_messages")).isEqualTo(3);
        assertThat(scrape.sum("robustmq_mqtt_longest_queue_messages")).isEqualTo(3);
        assertThat(scrape.sum("robustmq_mqtt_queued_bytes")).isEqualTo(3L * (6 + 10));
        assertThat(scrape.sum("robustmq_mqtt_inflight_messages")).isEqualTo(1);
        assertThat(scrape.sum("robustmq_mqtt_retained_messages")).isEqualTo(1);
        assertThat(scrape.sum("robustmq_mqtt_retained_bytes")).isEqualTo(4L + 10);

        assertThat(scrape.sum("robustmq_mqtt_connections", "version", "3.1.1")).isEqualTo(2);
        assertThat(scrape.sum("robustmq_mqtt_connections", "version", "5.0")).isEqualTo(1);
        assertThat(scrape.sum("robustmq_mqtt_connections_accepted_total")).isEqualTo(4);
        assertThat(scrape.sum("robustmq_core_connections_accepted_total")).isEqualTo(4);
        assertThat(scrape.sum("robustmq_core_connections_closed_total")).isEqualTo(1);
        assertThat(scrape.sum("robustmq_mqtt_sessions", "state", "connected")).isEqualTo(3);
        assertThat(scrape.sum("robustmq_mqtt_sessions", "state", "away")).isEqualTo(1);
        assertThat(scrape.sum("robustmq_mqtt_subscriptions")).isEqualTo(3);

        assertThat(scrape.sum("robustmq_core_message_latency_seconds_count")).isEqualTo(16);
        assertThat(scrape.sum("robustmq_core_cycle_seconds_count"))
                .isPositive()
                .isLessThanOrEqualTo(scrape.sum("robustmq_core_cycles_total"));
        assertThat(scrape.sum("robustmq_mqtt_acknowledgement_wait_seconds_count"))
                .as("of what was queued, and CONNACK and SUBACK of the session it is for")
                .isEqualTo(5);
        assertThat(scrape.sum("robustmq_memory_planned_bytes")).isEqualTo(512L << 20);

        broker.connect(Connect.as(VERSION, "away")).disconnect(); // ends the stored session
        silent.disconnect();
        broker.connect(VERSION).ping(); // a later cycle
        Scrape after = Scrape.of(broker);

        assertThat(after.sum("robustmq_mqtt_queued_messages")).isZero();
        assertThat(after.sum("robustmq_mqtt_queued_bytes")).isZero();
        assertThat(after.sum("robustmq_mqtt_longest_queue_messages")).isZero();
        assertThat(after.sum("robustmq_mqtt_inflight_messages")).isZero();
        assertThat(after.sum("robustmq_mqtt_sessions", "state", "away")).isZero();
        assertThat(after.sum("robustmq_mqtt_sessions", "state", "connected")).isEqualTo(3);
    }

    private static void publish(MqttClient client, String topic, int qos, int times) {
        for (int i = 0; i < times; i++) {
            client.publish(Publish.to(topic, PAYLOAD).qos(qos));
        }
    }

    private static int length(String topic, int qos) {
        return Publish.to(topic, PAYLOAD).qos(qos).bytes(VERSION).length;
    }

    private static long in(Scrape scrape, int qos) {
        return scrape.sum("robustmq_mqtt_messages_in_total", "qos", Integer.toString(qos));
    }

    private static long out(Scrape scrape, int qos) {
        return scrape.sum("robustmq_mqtt_messages_out_total", "qos", Integer.toString(qos));
    }
}
