package io.robustmq.conformance.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.kafka.KafkaTraffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Kafka's own clients did with a topic on two cores shows in the scrape, lag included. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=2", "kafka.tcp=127.0.0.1:0"})
class KafkaMetricsTest {
    private static final String PREFIX = "robustmq_kafka_";

    private final TestBroker broker;

    KafkaMetricsTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldTellOfTopicsAndOfHowFarGroupsAreBehind() {
        KafkaTraffic traffic = new KafkaTraffic(broker);
        traffic.produce("seen", 4, 40);
        traffic.commit("watchers", "seen", 4, 7);

        Scrape scrape =
                Scrape.once(
                        broker, seen -> seen.sum(PREFIX + "group_lag", "group", "watchers") > 0);

        assertThat(scrape.sum(PREFIX + "topic_in_records_total", "topic", "seen")).isEqualTo(40);
        assertThat(scrape.sum(PREFIX + "topic_in_bytes_total", "topic", "seen"))
                .isEqualTo(scrape.sum(PREFIX + "topic_bytes", "topic", "seen"))
                .isGreaterThan(40 * 10);
        assertThat(scrape.sum(PREFIX + "partition_end_offset", "topic", "seen")).isEqualTo(40);
        assertThat(scrape.sum(PREFIX + "partition_end_offset", "partition", "3")).isEqualTo(10);
        assertThat(scrape.sum(PREFIX + "group_committed_offset", "group", "watchers"))
                .isEqualTo(4 * 7);
        assertThat(scrape.sum(PREFIX + "group_lag", "group", "watchers")).isEqualTo(4 * 3);
        assertThat(scrape.sum(PREFIX + "group_state", "group", "watchers")).isEqualTo(1);
        assertThat(scrape.sum(PREFIX + "group_members", "group", "watchers")).isZero();
    }
}
