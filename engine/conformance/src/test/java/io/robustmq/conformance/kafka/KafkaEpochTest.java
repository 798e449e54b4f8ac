package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leader epochs, which grow with every start, as real clients see and use them. */
class KafkaEpochTest {
    private static final TopicPartition PARTITION = new TopicPartition("reigns", 0);

    @TempDir Path data;
    private int port;
    private TestBroker broker;
    private KafkaClients clients;

    @BeforeEach
    void first() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort(); // the same over all lives, so that clients come back
        }
        start();
    }

    private void start() throws IOException {
        broker = TestBroker.on(data, "kafka.tcp=127.0.0.1:" + port, "journal.segment-size=8MiB");
        clients = KafkaClients.of(broker);
    }

    private void killAndStart() throws IOException {
        broker.kill();
        start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void write(int records) {
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(PARTITION.topic(), 0, "k" + i, "v"));
            }
        }
    }

    private static List<Integer> epochs(List<ConsumerRecord<String, String>> records) {
        return records.stream().map(each -> each.leaderEpoch().orElse(-1)).distinct().toList();
    }

    @Test
    void shouldLetAConsumerGoOnInEveryReign() throws IOException {
        write(10);
        try (KafkaConsumer<String, String> consumer =
                clients.consumer("group.id", "g", "auto.offset.reset", "none")) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, 0);
            List<Integer> before = epochs(KafkaClients.poll(consumer, 10));
            assertThat(before).hasSize(1);

            killAndStart();
            write(10);
            List<Integer> after = epochs(KafkaClients.poll(consumer, 10));
            assertThat(after).hasSize(1);
            assertThat(after.getFirst()).isGreaterThan(before.getFirst());
            consumer.commitSync();
            killAndStart();
            write(5);

            assertThat(KafkaClients.poll(consumer, 5)).hasSize(5);
            OffsetAndMetadata committed =
                    KafkaClients.of(consumer.committed(Set.of(PARTITION)), PARTITION);
            assertThat(committed.leaderEpoch()).hasValue(after.getFirst());
        }
    }

    @Test
    void shouldLetANewConsumerGoOnFromWhatWasCommittedInAnEarlierReign() throws IOException {
        write(10);
        try (KafkaConsumer<String, String> consumer =
                clients.consumer("group.id", "g", "auto.offset.reset", "earliest")) {
            consumer.subscribe(List.of(PARTITION.topic()));
            KafkaClients.poll(consumer, 10);
            consumer.commitSync();
        }

        killAndStart();
        write(3);

        try (KafkaConsumer<String, String> consumer =
                clients.consumer("group.id", "g", "auto.offset.reset", "none")) {
            consumer.subscribe(List.of(PARTITION.topic()));
            assertThat(KafkaClients.poll(consumer, 3))
                    .extracting(ConsumerRecord::offset)
                    .containsExactly(10L, 11L, 12L);
        }
    }

    @Test
    void shouldSayInWhichReignAnOffsetWasWritten() throws IOException {
        write(10);
        int first = epoch(OffsetSpec.latest());

        killAndStart();
        write(1);

        assertThat(epoch(OffsetSpec.earliest())).isEqualTo(first);
        assertThat(epoch(OffsetSpec.latest())).isGreaterThan(first);
        assertThat(epoch(OffsetSpec.maxTimestamp())).isGreaterThan(first);
    }

    private int epoch(OffsetSpec of) {
        try (Admin admin = clients.admin()) {
            ListOffsetsResultInfo found =
                    KafkaClients.get(
                            admin.listOffsets(Map.of(PARTITION, of)).partitionResult(PARTITION));
            return found.leaderEpoch().orElse(-1);
        }
    }
}
