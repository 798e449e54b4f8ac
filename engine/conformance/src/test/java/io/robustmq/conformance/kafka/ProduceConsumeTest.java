package io.robustmq.conformance.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of Kafka's own producer, read by its own consumer. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=1", "kafka.tcp=127.0.0.1:0"})
class ProduceConsumeTest {
    private final KafkaClients clients;
    private final String topic = Names.clientId();
    private final TopicPartition first = new TopicPartition(topic, 0);

    ProduceConsumeTest(TestBroker broker) {
        this.clients = KafkaClients.of(broker);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void shouldGiveBackWhatWasProduced(String compression) {
        try (KafkaProducer<String, String> producer =
                clients.producer("compression.type", compression, "linger.ms", 5)) {
            for (int i = 0; i < 1_000; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, "k" + i, "v" + i));
            }
        }

        List<ConsumerRecord<String, String>> read = clients.read(first, 1_000);

        for (int i = 0; i < 1_000; i++) {
            assertThat(read.get(i).offset()).isEqualTo(i);
            assertThat(read.get(i).key()).isEqualTo("k" + i);
            assertThat(read.get(i).value()).isEqualTo("v" + i);
        }
    }

    @Test
    void shouldKeepHeadersTombstonesAndTimestamps() {
        long anHourAgo = System.currentTimeMillis() - 3_600_000;
        try (KafkaProducer<String, String> producer = clients.producer()) {
            ProducerRecord<String, String> record =
                    new ProducerRecord<>(topic, 0, anHourAgo, "key", (String) null);
            record.headers().add(new RecordHeader("h", "1".getBytes(UTF_8)));
            record.headers().add(new RecordHeader("h", null));

            RecordMetadata produced = KafkaClients.get(producer.send(record));

            assertThat(produced.offset()).isZero();
        }
        ConsumerRecord<String, String> read = clients.read(first, 1).getFirst();
        assertThat(read.value()).isNull();
        assertThat(read.timestamp()).isEqualTo(anHourAgo);
        assertThat(read.headers().toArray()).hasSize(2);
        assertThat(read.headers().toArray()[0].value()).isEqualTo("1".getBytes(UTF_8));
        assertThat(read.headers().toArray()[1].value()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "all"})
    void shouldTakeEveryKindOfAcks(String acks) {
        try (KafkaProducer<String, String> producer =
                clients.producer("acks", acks, "enable.idempotence", acks.equals("all"))) {
            for (int i = 0; i < 100; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, "v" + i));
            }
        }

        assertThat(clients.read(first, 100)).hasSize(100);
    }

    @Test
    void shouldHandOverARecordAsSoonAsItIsThere() {
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer =
                        clients.consumer("fetch.max.wait.ms", 60_000)) {
            KafkaClients.get(producer.send(new ProducerRecord<>(topic, "first")));
            consumer.assign(List.of(first));
            consumer.seekToBeginning(List.of(first));
            KafkaClients.poll(consumer, 1);
            consumer.poll(Duration.ofMillis(50)); // the next fetch waits at the broker

            KafkaClients.get(producer.send(new ProducerRecord<>(topic, "second")));

            assertThat(KafkaClients.poll(consumer, 1).getFirst().value()).isEqualTo("second");
        }
    }

    @Test
    void shouldTakeKafkasLargestBatchAndRefuseALargerOne() {
        int mebibyte = 1 << 20;
        try (KafkaProducer<String, String> producer =
                clients.producer("max.request.size", 4 * mebibyte, "batch.size", 1)) {
            KafkaClients.get(producer.send(new ProducerRecord<>(topic, "x".repeat(mebibyte - 80))));

            Future<RecordMetadata> larger =
                    producer.send(new ProducerRecord<>(topic, "x".repeat(mebibyte + 80)));

            assertThatThrownBy(() -> KafkaClients.get(larger))
                    .isInstanceOf(RecordTooLargeException.class);
        }
        assertThat(clients.read(first, 1).getFirst().value()).hasSize(mebibyte - 80);
    }

    @Test
    void shouldFindRecordsByTime() {
        long now = System.currentTimeMillis(); // what is older than retention.ms is soon gone
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            for (int i = 0; i < 100; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, now + 10 * i, "k", "v"));
            }
            producer.flush();

            var found = consumer.offsetsForTimes(Map.of(first, now + 505));
            var behind = consumer.offsetsForTimes(Map.of(first, now + 10 * 100));

            assertThat(KafkaClients.of(found, first).offset()).isEqualTo(51);
            assertThat(KafkaClients.of(found, first).timestamp()).isEqualTo(now + 510);
            assertThat(behind.get(first)).isNull();
        }
    }

    @Test
    void shouldReadOldRecordsFromTheDiskAndManyPartitionsAtOnce() {
        int partitions = 8;
        int perPartition = 3_000;
        try (Admin admin = clients.admin()) {
            KafkaClients.get(
                    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all());
        }
        String value = "x".repeat(1_000);
        try (KafkaProducer<String, String> producer = clients.producer("linger.ms", 5)) {
            for (int i = 0; i < partitions * perPartition; i++) {
                var unused =
                        producer.send(new ProducerRecord<>(topic, i % partitions, "" + i, value));
            }
        }
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(topic, i));
        }
        long[] next = new long[partitions];

        try (KafkaConsumer<String, String> consumer = clients.consumer()) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            List<ConsumerRecord<String, String>> read =
                    KafkaClients.poll(consumer, partitions * perPartition);

            for (ConsumerRecord<String, String> record : read) {
                int partition = record.partition();
                assertThat(record.offset()).isEqualTo(next[partition]);
                assertThat(record.key())
                        .isEqualTo("" + (next[partition]++ * partitions + partition));
            }
        }
        assertThat(next).containsOnly(perPartition);
    }
}
