package io.robustmq.conformance.kafka.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * {@code write} lets producers and a group's members run until the process is ended; {@code verify}
 * reads all of the topic, if there is one, and says what the ledger comes to: counts in a line,
 * examples of what is wrong, and 1 for a status if anything is; 2 if it could not find out.
 */
public final class KafkaLedger {
    private static final int WRONG = 1;
    private static final int FAILED = 2;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long READ_NS_MAX = TimeUnit.SECONDS.toNanos(120);

    private KafkaLedger() {}

    public static void main(String[] arguments) {
        try {
            LedgerOptions options = LedgerOptions.of(arguments);
            switch (arguments[0]) {
                case "write" -> write(options);
                case "verify" -> System.exit(verify(options) ? 0 : WRONG);
                default ->
                        throw new IllegalArgumentException("write or verify, not " + arguments[0]);
            }
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(FAILED);
        }
    }

    private static void write(LedgerOptions options) throws Exception {
        makeTopic(options);
        LedgerFile ledger = new LedgerFile(options.ledger());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < options.producers(); i++) {
            threads.add(start(new LedgerProducer("p" + i + options.name(), ledger, options)));
        }
        for (int i = 0; i < options.readers(); i++) {
            threads.add(start(new LedgerReader("r" + i + options.name(), ledger, options)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Whatever kills one of them ends all: a ledger that stands still is noticed. */
    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setUncaughtExceptionHandler((_, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        thread.start();
        return thread;
    }

    private static void makeTopic(LedgerOptions options) throws Exception {
        try (Admin admin = Admin.create(options.settings())) {
            NewTopic topic = new NewTopic(LedgerOptions.TOPIC, LedgerOptions.PARTITIONS, (short) 1);
            admin.createTopics(Set.of(topic)).all().get();
        } catch (ExecutionException refused) {
            if (!(refused.getCause() instanceof TopicExistsException)) {
                throw refused;
            }
        }
    }

    private static boolean verify(LedgerOptions options) throws Exception {
        Map<Integer, List<String>> held = new HashMap<>();
        Map<Integer, Long> kept = new HashMap<>();
        try (Admin admin = Admin.create(options.settings())) {
            if (admin.listTopics().names().get().contains(LedgerOptions.TOPIC)) {
                held.putAll(held(options));
            }
            if (options.readers() > 0) {
                kept.putAll(kept(admin));
            }
        }
        Audit audit = Audit.of(LedgerFile.read(options.ledger()), held, kept);
        System.out.println("counts " + audit.counts());
        audit.examples().forEach(System.out::println);
        return audit.isClean();
    }

    /** All that the topic has, by partition, from offset 0 on without a gap. */
    private static Map<Integer, List<String>> held(LedgerOptions options) {
        List<TopicPartition> partitions =
                IntStream.range(0, LedgerOptions.PARTITIONS)
                        .mapToObj(i -> new TopicPartition(LedgerOptions.TOPIC, i))
                        .toList();
        Map<Integer, List<String>> held = new HashMap<>();
        partitions.forEach(partition -> held.put(partition.partition(), new ArrayList<>()));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        options.settings(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long beganNs = System.nanoTime();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                if (System.nanoTime() - beganNs > READ_NS_MAX) {
                    throw new IllegalStateException("not read in time");
                }
                consumer.poll(POLL).forEach(record -> add(held, record));
            }
        }
        return held;
    }

    private static void add(
            Map<Integer, List<String>> held, ConsumerRecord<byte[], byte[]> record) {
        List<String> values = Objects.requireNonNull(held.get(record.partition()));
        if (record.offset() != values.size()) {
            throw new IllegalStateException(
                    "offset " + record.offset() + " follows on " + (values.size() - 1));
        }
        values.add(LedgerOptions.value(record));
    }

    private static Map<Integer, Long> kept(Admin admin) throws Exception {
        Map<Integer, Long> kept = new HashMap<>();
        admin.listConsumerGroupOffsets(LedgerOptions.GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> kept.put(partition.partition(), offset.offset()));
        return kept;
    }
}
