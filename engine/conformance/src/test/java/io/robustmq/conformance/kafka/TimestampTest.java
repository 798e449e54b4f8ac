package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records are found by their timestamps, wherever in a batch they are. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=1", "kafka.tcp=127.0.0.1:0"})
class TimestampTest {
    /** In one batch, and in the next; the latest is in the middle. */
    private static final int[][] SECONDS = {{0, 10, 20, 15, 30}, {25, 50, 40}};

    private static final long BEGAN_MS = System.currentTimeMillis() - 600_000;

    private final KafkaClients clients;

    TimestampTest(TestBroker broker) {
        this.clients = KafkaClients.of(broker);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void shouldFindRecordsByTime(String compression) {
        TopicPartition partition = new TopicPartition("timed-" + compression, 0);
        produce(partition.topic(), compression);

        try (Admin admin = clients.admin()) {
            assertFound(admin, partition, OffsetSpec.forTimestamp(BEGAN_MS - 1), 0, 0);
            assertFound(admin, partition, OffsetSpec.forTimestamp(BEGAN_MS + 10_001), 2, 20);
            assertFound(admin, partition, OffsetSpec.forTimestamp(BEGAN_MS + 20_001), 4, 30);
            assertFound(admin, partition, OffsetSpec.forTimestamp(BEGAN_MS + 30_001), 6, 50);
            assertFound(admin, partition, OffsetSpec.maxTimestamp(), 6, 50);
            assertThat(find(admin, partition, OffsetSpec.forTimestamp(BEGAN_MS + 50_001)).offset())
                    .isEqualTo(-1);
        }
    }

    private void produce(String topic, String compression) {
        try (KafkaProducer<String, String> producer =
                clients.producer("compression.type", compression, "linger.ms", 60_000)) {
            producer.partitionsFor(topic);
            for (int[] batch : SECONDS) {
                for (int second : batch) {
                    var unused =
                            producer.send(
                                    new ProducerRecord<>(
                                            topic, 0, BEGAN_MS + second * 1_000L, "k", "value"));
                }
                producer.flush();
            }
        }
    }

    private static void assertFound(
            Admin admin, TopicPartition partition, OffsetSpec what, long offset, int second) {
        ListOffsetsResultInfo found = find(admin, partition, what);
        assertThat(found.offset()).isEqualTo(offset);
        assertThat(found.timestamp()).isEqualTo(BEGAN_MS + second * 1_000L);
    }

    private static ListOffsetsResultInfo find(
            Admin admin, TopicPartition partition, OffsetSpec what) {
        return KafkaClients.get(
                admin.listOffsets(Map.of(partition, what)).partitionResult(partition));
    }
}
