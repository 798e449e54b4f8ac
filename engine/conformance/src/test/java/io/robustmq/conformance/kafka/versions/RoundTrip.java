package io.robustmq.conformance.kafka.versions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Produces, reads and administers with nothing that kafka-clients did not have in 2.0 and has
 * still, so that it runs with any version since; ends with 1 where something is not as it must be,
 * else says so in a line.
 *
 * <pre>java -cp kafka-clients-X.jar:… RoundTrip.java SERVERS COMPRESSION,… PROTOCOL,…</pre>
 */
public final class RoundTrip {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int RECORDS = 100;

    private final String servers;
    private final String topic;
    private final TopicPartition first;
    private final TopicPartition second;
    private final AdminClient admin;
    private final long startMs = System.currentTimeMillis();

    private RoundTrip(String servers, String topic, AdminClient admin) {
        this.servers = servers;
        this.topic = topic;
        this.first = new TopicPartition(topic, 0);
        this.second = new TopicPartition(topic, 1);
        this.admin = admin;
    }

    public static void main(String[] arguments) throws Exception {
        String servers = arguments[0];
        String topic = "round-trip-" + ProcessHandle.current().pid();
        try (AdminClient admin = AdminClient.create(Map.of("bootstrap.servers", servers))) {
            RoundTrip trip = new RoundTrip(servers, topic, admin);
            trip.makeTopic();
            int produced = 0;
            for (String compression : arguments[1].split(",")) {
                trip.produce(compression);
                produced += RECORDS;
                trip.readAll(produced);
            }
            trip.lookUpOffsets(produced);
            for (String protocol : arguments[2].split(",")) {
                trip.readInAGroup(protocol, produced);
            }
            trip.empty(produced);
            System.out.printf(
                    "kafka-clients %s: %,d records, groups %s%n",
                    version(), produced, arguments[2]);
        }
    }

    /** What the jar says of itself. */
    private static String version() throws IOException {
        try (InputStream said =
                Objects.requireNonNull(
                        AdminClient.class.getResourceAsStream("/kafka/kafka-version.properties"))) {
            Properties properties = new Properties();
            properties.load(said);
            return properties.getProperty("version");
        }
    }

    private void makeTopic() throws Exception {
        get(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
        get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all());

        check("topics", get(admin.listTopics().names()).contains(topic), true);
        check("nodes", get(admin.describeCluster().nodes()).size(), servers.split(",").length);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        check(
                "cleanup.policy",
                got(get(admin.describeConfigs(Set.of(resource)).all()), resource)
                        .get("cleanup.policy")
                        .value(),
                "delete");
    }

    private Map<String, Object> settings(Object... more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", servers);
        for (int i = 0; i < more.length; i += 2) {
            settings.put((String) more[i], more[i + 1]);
        }
        return settings;
    }

    /**
     * Half of the records with a value and a header, half without; all into the first partition.
     */
    private void produce(String compression) throws Exception {
        Map<String, Object> settings =
                settings(
                        "acks", "all", "enable.idempotence", true, "compression.type", compression);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < RECORDS; i += 2) {
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                0,
                                startMs + i,
                                "k" + i,
                                compression + i,
                                List.of(new RecordHeader("n", bytes("h" + i)))));
                producer.send(
                                new ProducerRecord<>(
                                        topic, 0, startMs + i + 1, "k" + (i + 1), (String) null))
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private KafkaConsumer<String, String> consumer(Object... more) {
        return new KafkaConsumer<>(
                settings(more), new StringDeserializer(), new StringDeserializer());
    }

    private void readAll(int produced) {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.assign(List.of(first, second));
            consumer.seekToBeginning(List.of(first, second));

            List<ConsumerRecord<String, String>> read = poll(consumer, produced);

            for (int i = 0; i < produced; i++) {
                ConsumerRecord<String, String> record = read.get(i);
                check("offset", record.offset(), (long) i);
                check("key", record.key(), "k" + i % RECORDS);
                check("time", record.timestamp(), startMs + i % RECORDS);
                check("no value", record.value() == null, i % 2 == 1);
                check("headers", record.headers().toArray().length, 1 - i % 2);
            }
        }
    }

    private static List<ConsumerRecord<String, String>> poll(
            KafkaConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long untilNs = System.nanoTime() + PATIENCE.toNanos();
        while (records.size() < count && System.nanoTime() - untilNs < 0) {
            consumer.poll(POLL).forEach(records::add);
        }
        check("records", records.size(), count);
        return records;
    }

    private void lookUpOffsets(int produced) {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            check("partitions", consumer.partitionsFor(topic).size(), 2);
            check("begin", got(consumer.beginningOffsets(List.of(first)), first), 0L);
            check("end", got(consumer.endOffsets(List.of(first)), first), (long) produced);
            Map<TopicPartition, OffsetAndTimestamp> found =
                    consumer.offsetsForTimes(Map.of(first, startMs, second, startMs));
            check("first at a time", got(found, first).offset(), 0L);
            check("none at a time", found.get(second) == null, true);
        }
    }

    /** Two members, one behind the other: the second one goes on where the first one stopped. */
    private void readInAGroup(String protocol, int produced) throws Exception {
        String group = topic + "-" + protocol;
        List<Object> settings =
                new ArrayList<>(
                        List.of(
                                "group.id",
                                group,
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                false,
                                "max.poll.records",
                                produced / 2));
        if (!protocol.equals("classic")) {
            settings.addAll(List.of("group.protocol", protocol));
        }
        for (int half = 0; half < 2; half++) {
            try (KafkaConsumer<String, String> member = consumer(settings.toArray())) {
                member.subscribe(List.of(topic));
                List<ConsumerRecord<String, String>> read = poll(member, produced / 2);
                check("first of a half", read.get(0).offset(), half * (produced / 2L));
                member.commitSync();
            }
        }
        Map<TopicPartition, OffsetAndMetadata> kept =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        check("committed", got(kept, first).offset(), (long) produced);
        check(
                "members",
                got(get(admin.describeConsumerGroups(Set.of(group)).all()), group).members().size(),
                0);
        get(admin.deleteConsumerGroups(Set.of(group)).all());
    }

    private void empty(int produced) throws Exception {
        get(admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(produced))).all());
        try (KafkaConsumer<String, String> consumer = consumer()) {
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(List.of(first, second));
            check("begins", new TreeMap<>(byPartition(begins)), Map.of(0, (long) produced, 1, 0L));
        }
        get(admin.deleteTopics(Set.of(topic)).all());
        long untilNs = System.nanoTime() + PATIENCE.toNanos();
        while (get(admin.listTopics().names())
                .contains(topic)) { // any broker's view, as Kafka's own
            check("deleted in time", System.nanoTime() - untilNs < 0, true);
        }
    }

    private static Map<Integer, Long> byPartition(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byPartition = new HashMap<>();
        offsets.forEach((partition, offset) -> byPartition.put(partition.partition(), offset));
        return byPartition;
    }

    private static <K, V> V got(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key), () -> "nothing of " + key);
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void check(String what, Object is, Object wanted) {
        if (!wanted.equals(is)) {
            throw new IllegalStateException(what + ": " + is + ", not " + wanted);
        }
    }
}
