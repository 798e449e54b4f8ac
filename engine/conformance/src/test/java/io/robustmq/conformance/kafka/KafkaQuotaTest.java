package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kafka's own clients see that they are throttled, and everything still arrives. */
@ExtendWith(BrokerExtension.class)
@Settings({
    "engine.cores=1",
    "kafka.tcp=127.0.0.1:0",
    "kafka.quotas=client-id=slow:producer_byte_rate=20KiB,client-id=slow:consumer_byte_rate=20KiB"
})
class KafkaQuotaTest {
    /** More than a second's worth in one request: throttled however slow the machine is. */
    private static final int RECORD_BYTES = 30 << 10;

    private static final TopicPartition PARTITION = new TopicPartition("throttled", 0);

    private final KafkaClients clients;

    KafkaQuotaTest(TestBroker broker) {
        this.clients = KafkaClients.of(broker);
    }

    private double produce(String clientId) {
        try (KafkaProducer<String, String> producer = clients.producer("client.id", clientId)) {
            String value = "x".repeat(RECORD_BYTES);
            KafkaClients.get(producer.send(new ProducerRecord<>("throttled", value)));
            return value(producer.metrics(), "produce-throttle-time-max");
        }
    }

    private double consume(String clientId) {
        try (KafkaConsumer<String, String> consumer = clients.consumer("client.id", clientId)) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            KafkaClients.poll(consumer, 2);
            return value(consumer.metrics(), "fetch-throttle-time-max");
        }
    }

    private static double value(Map<MetricName, ? extends Metric> metrics, String name) {
        return metrics.entrySet().stream()
                .filter(each -> each.getKey().name().equals(name))
                .mapToDouble(each -> (double) each.getValue().metricValue())
                .max()
                .orElseThrow();
    }

    @Test
    void shouldThrottleTheClientThatIsOverItsQuotaAndNoOther() {
        assertThat(produce("fast")).isZero();
        assertThat(produce("slow")).isPositive();

        assertThat(consume("fast")).isZero();
        assertThat(consume("slow")).isPositive();
    }
}
