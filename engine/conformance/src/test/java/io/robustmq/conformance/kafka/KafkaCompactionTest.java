package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.conformance.broker.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that are compacted, written and read by real clients, also over {@code kill -9}. */
class KafkaCompactionTest {
    private static final TopicPartition TABLE = new TopicPartition("table", 0);
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final int KEYS = 40;

    private final Map<String, String> model = new HashMap<>();
    private final Random random = new Random(11);
    @TempDir Path data;
    private TestBroker broker;
    private KafkaClients clients;

    @BeforeEach
    void start() throws IOException {
        broker =
                TestBroker.on(
                        data,
                        "kafka.tcp=127.0.0.1:0",
                        "journal.segment-size=8MiB",
                        "journal.flush-interval=10ms");
        clients = KafkaClients.of(broker);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** As soon as something is new, without waiting for a segment. */
    private void createTable(String deleteRetentionMs) {
        try (Admin admin = clients.admin()) {
            NewTopic table =
                    new NewTopic(TABLE.topic(), 1, (short) 1)
                            .configs(
                                    Map.of(
                                            "cleanup.policy", "compact",
                                            "segment.ms", "1",
                                            "min.cleanable.dirty.ratio", "0.01",
                                            "delete.retention.ms", deleteRetentionMs));
            KafkaClients.get(admin.createTopics(List.of(table)).all());
        }
    }

    /** Keys overwritten and deleted, in batches of every compression; the model follows. */
    private void write(int records) {
        for (String codec : CODECS) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            try (KafkaProducer<String, String> producer =
                    clients.producer("compression.type", codec, "linger.ms", 2)) {
                for (int i = 0; i < records / CODECS.size(); i++) {
                    String key = "k" + random.nextInt(KEYS);
                    String value = random.nextInt(5) == 0 ? null : codec + i + "x".repeat(50);
                    sent.add(producer.send(new ProducerRecord<>(TABLE.topic(), 0, key, value)));
                    if (value == null) {
                        model.remove(key);
                    } else {
                        model.put(key, value);
                    }
                }
            }
            sent.forEach(KafkaClients::get);
        }
    }

    /** All that is there, from the beginning to the end. */
    private List<ConsumerRecord<String, String>> read() {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = clients.consumer()) {
            consumer.assign(List.of(TABLE));
            consumer.seekToBeginning(List.of(TABLE));
            long end = KafkaClients.of(consumer.endOffsets(List.of(TABLE)), TABLE);
            long untilNs = System.nanoTime() + KafkaClients.PATIENCE.toNanos();
            while (consumer.position(TABLE) < end) {
                assertThat(untilNs - System.nanoTime()).as("time left").isPositive();
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Reads again and again until it is as it should be; every time it comes to the model. */
    private List<ConsumerRecord<String, String>> readUntil(
            Predicate<List<ConsumerRecord<String, String>>> isGood) {
        long untilNs = System.nanoTime() + KafkaClients.PATIENCE.toNanos();
        while (true) {
            List<ConsumerRecord<String, String>> records = read();
            assertThat(table(records)).isEqualTo(model);
            if (isGood.test(records)) {
                return records;
            }
            assertThat(untilNs - System.nanoTime()).as("not compacted in time").isPositive();
        }
    }

    private static Map<String, String> table(List<ConsumerRecord<String, String>> records) {
        Map<String, String> table = new HashMap<>();
        for (ConsumerRecord<String, String> each : records) {
            if (each.value() == null) {
                table.remove(each.key());
            } else {
                table.put(each.key(), each.value());
            }
        }
        return table;
    }

    private static long keys(List<ConsumerRecord<String, String>> records) {
        return records.stream().map(ConsumerRecord::key).distinct().count();
    }

    @Test
    void shouldLeaveTheLatestRecordOfEachKeyAlsoOverKills() throws IOException {
        createTable("86400000");
        write(2_000);
        readUntil(records -> records.size() == keys(records));

        write(500);
        broker.kill();
        start();
        List<ConsumerRecord<String, String>> left =
                readUntil(records -> records.size() == keys(records));
        broker.kill();
        start();

        List<ConsumerRecord<String, String>> after = read();
        assertThat(table(after)).isEqualTo(model);
        assertThat(after).hasSameSizeAs(left);
        assertThat(after).extracting(ConsumerRecord::offset).isSorted();
        assertThat(after.getLast().offset()).isEqualTo(2_499);
    }

    @Test
    void shouldDropTombstonesWhenTheirTimeIsOver() {
        createTable("1");
        write(1_000);
        assertThat(model.size()).isLessThan(KEYS);

        List<ConsumerRecord<String, String>> left;
        try (KafkaProducer<String, String> producer = clients.producer()) {
            left =
                    readUntil(records -> {
                        boolean isOver = records.stream().allMatch(each -> each.value() != null);
                        if (!isOver) { // only with something new a log is compacted again
                            producer.send(new ProducerRecord<>(TABLE.topic(), 0, "new", "value"));
                            producer.flush();
                            model.put("new", "value");
                        }
                        return isOver;
                    });
        }

        assertThat(left).extracting(ConsumerRecord::key).containsAll(model.keySet());
    }

    @Test
    void shouldFindOffsetsByTimeAmongWhatIsLeft() {
        createTable("86400000");
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>("table", 0, 1_000L + i, "k" + i % 3, "v" + i));
                producer.flush();
            }
        }
        for (int i = 97; i < 100; i++) {
            model.put("k" + i % 3, "v" + i);
        }
        readUntil(records -> records.size() == 3);

        try (KafkaConsumer<String, String> consumer = clients.consumer()) {
            long early =
                    KafkaClients.of(consumer.offsetsForTimes(Map.of(TABLE, 1_005L)), TABLE)
                            .offset();
            long late =
                    KafkaClients.of(consumer.offsetsForTimes(Map.of(TABLE, 1_098L)), TABLE)
                            .offset();
            assertThat(early).isEqualTo(97);
            assertThat(late).isEqualTo(98);
        }
    }

    @Test
    void shouldRefuseRecordsWithoutAKey() {
        createTable("86400000");
        for (String codec : CODECS) {
            try (KafkaProducer<String, String> producer =
                    clients.producer("compression.type", codec)) {
                Future<RecordMetadata> refused =
                        producer.send(new ProducerRecord<>(TABLE.topic(), 0, null, "no key"));

                assertThatThrownBy(() -> KafkaClients.get(refused))
                        .as(codec)
                        .isInstanceOf(InvalidRecordException.class);
                producer.send(new ProducerRecord<>(TABLE.topic(), 0, codec, "a key"));
            }
        }

        assertThat(read()).extracting(ConsumerRecord::key).isEqualTo(CODECS);
    }

    @Test
    void shouldDeleteNothingOnRequestOfATopicThatIsOnlyCompacted() {
        createTable("86400000");
        try (Admin admin = clients.admin()) {
            Map<TopicPartition, RecordsToDelete> all =
                    Map.of(TABLE, RecordsToDelete.beforeOffset(-1));

            assertThatThrownBy(() -> KafkaClients.get(admin.deleteRecords(all).all()))
                    .isInstanceOf(PolicyViolationException.class);
        }
    }
}
