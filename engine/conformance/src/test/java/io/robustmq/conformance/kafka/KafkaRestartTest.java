package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Topics and acknowledged records over {@code kill -9} (faults D1, D18): from the journal alone,
 * and from tables that are brought to the disk all the time and what is behind them; on one core
 * and on two.
 */
@ParameterizedClass
@CsvSource({"1, 60s", "2, 10ms"})
class KafkaRestartTest {
    private static final String TOPIC = "kept";
    private static final int RECORDS = 5_000;

    private final int cores;
    private final String flushInterval;
    @TempDir Path data;
    private TestBroker broker;
    private KafkaClients clients;

    KafkaRestartTest(int cores, String flushInterval) {
        this.cores = cores;
        this.flushInterval = flushInterval;
    }

    @BeforeEach
    void start() throws IOException {
        broker =
                TestBroker.on(
                        data,
                        "engine.cores=" + cores,
                        "kafka.tcp=127.0.0.1:0",
                        "journal.segment-size=8MiB",
                        "journal.flush-interval=" + flushInterval);
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

    @Test
    void shouldKeepWhatWasAcknowledgedWhileRecordsWereComing() throws IOException {
        Map<Integer, Future<RecordMetadata>> sent = new HashMap<>();
        KafkaProducer<String, String> producer =
                clients.producer("linger.ms", 1, "max.block.ms", 20_000);
        for (int i = 0; i < RECORDS; i++) {
            sent.put(i, producer.send(new ProducerRecord<>(TOPIC, 0, "k" + i, "v".repeat(500))));
        }
        KafkaClients.get(KafkaClients.of(sent, RECORDS / 2));

        killAndStart();

        producer.close(Duration.ZERO);
        Map<Long, String> acknowledged = acknowledged(sent);
        long behind = Collections.max(acknowledged.keySet()) + 1;
        List<ConsumerRecord<String, String>> read =
                clients.read(new TopicPartition(TOPIC, 0), (int) behind);
        assertThat(acknowledged).hasSizeGreaterThan(RECORDS / 2);
        for (int i = 0; i < behind; i++) {
            assertThat(read.get(i).offset()).isEqualTo(i);
            assertThat(read.get(i).key()).isEqualTo(acknowledged.getOrDefault((long) i, "k" + i));
        }
    }

    /** Keys by the record offsets that were acknowledged. */
    private static Map<Long, String> acknowledged(Map<Integer, Future<RecordMetadata>> sent) {
        Map<Long, String> acknowledged = new HashMap<>();
        sent.forEach((i, future) -> {
            if (future.state() == Future.State.SUCCESS) {
                acknowledged.put(future.resultNow().offset(), "k" + i);
            }
        });
        return acknowledged;
    }

    @Test
    void shouldKeepTopicsTheirIdsAndSettingsAndForgetDeletedOnes() throws IOException {
        Uuid before;
        try (Admin admin = clients.admin()) {
            KafkaClients.get(
                    admin.createTopics(
                                    List.of(
                                            new NewTopic(TOPIC, 5, (short) 1),
                                            new NewTopic("gone", 2, (short) 1)))
                            .all());
            before =
                    KafkaClients.of(
                                    KafkaClients.get(
                                            admin.describeTopics(List.of(TOPIC)).allTopicNames()),
                                    TOPIC)
                            .topicId();
            KafkaClients.get(admin.deleteTopics(List.of("gone")).all());
        }

        killAndStart();

        try (Admin admin = clients.admin()) {
            assertThat(KafkaClients.get(admin.listTopics().names())).containsExactly(TOPIC);
            var described =
                    KafkaClients.of(
                            KafkaClients.get(admin.describeTopics(List.of(TOPIC)).allTopicNames()),
                            TOPIC);
            assertThat(described.topicId()).isEqualTo(before);
            assertThat(described.partitions()).hasSize(5);
        }
    }

    @Test
    void shouldKnowAProducersBatchesThatComeAgain() throws IOException {
        try (KafkaProducer<String, String> producer =
                clients.producer("enable.idempotence", true)) {
            for (int i = 0; i < 100; i++) {
                KafkaClients.get(producer.send(new ProducerRecord<>(TOPIC, 0, "k" + i, "v")));
            }
        }

        killAndStart();

        try (KafkaProducer<String, String> next = clients.producer()) {
            RecordMetadata produced =
                    KafkaClients.get(next.send(new ProducerRecord<>(TOPIC, 0, "k100", "v")));
            assertThat(produced.offset()).isEqualTo(100);
        }
    }
}
