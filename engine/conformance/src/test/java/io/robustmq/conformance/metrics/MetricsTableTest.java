package io.robustmq.conformance.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Repository;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.kafka.KafkaTraffic;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code engine/admin/README.md} lists every metric, word for word, in the scrape's order. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=2", "kafka.tcp=127.0.0.1:0"})
class MetricsTableTest {
    private final TestBroker broker;

    MetricsTableTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldListEveryMetricAndNoOther() throws IOException {
        List<String> table =
                Files.readAllLines(Repository.root().resolve("engine/admin/README.md")).stream()
                        .filter(line -> line.startsWith("| `"))
                        .toList();

        KafkaTraffic traffic = new KafkaTraffic(broker);
        traffic.produce("listed", 1, 1);
        traffic.commit("listed", "listed", 1, 0);
        Scrape scrape = Scrape.once(broker, seen -> seen.has("robustmq_kafka_group_lag"));

        List<String> shown = scrape.families().stream().map(this::row).toList();

        assertThat(shown).hasSizeGreaterThan(50).isEqualTo(table);
    }

    private String row(MetricFamily family) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        family.name(),
                        family.type(),
                        String.join(", ", family.labelNames()),
                        family.help());
    }
}
