package io.robustmq.conformance.kafka.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A member of the group that reads beside the producers: notes what it reads, commits it, and notes
 * what was taken. Whatever a consumer throws is noted too, and it goes on.
 */
final class LedgerReader implements Runnable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long HOLD_LOOK_NS = 10_000_000;

    private final String name;
    private final LedgerFile ledger;
    private final LedgerOptions options;

    LedgerReader(String name, LedgerFile ledger, LedgerOptions options) {
        this.name = name;
        this.ledger = ledger;
        this.options = options;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(options.settings());
        settings.put("group.id", LedgerOptions.GROUP);
        settings.put("group.protocol", options.protocol());
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("default.api.timeout.ms", 5_000);
        if (options.protocol().equals("classic")) {
            settings.put("session.timeout.ms", LedgerOptions.SESSION_MS);
            settings.put("heartbeat.interval.ms", LedgerOptions.SESSION_MS / 3);
        }
        return settings;
    }

    @Override
    public void run() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(LedgerOptions.TOPIC));
            while (true) {
                step(consumer);
            }
        }
    }

    private void step(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (records.isEmpty()) {
                return;
            }
            StringBuilder lines = new StringBuilder();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                String where = record.partition() + "/" + record.offset();
                lines.append(LedgerFile.line(name, "read", where, LedgerOptions.value(record)));
            }
            ledger.append(lines.toString());
            hold();
            commit(consumer, records);
        } catch (KafkaException trouble) {
            ledger.append(name, "trouble", Entry.NONE, trouble.getClass().getSimpleName());
        }
    }

    private void hold() {
        Path file = Path.of(options.hold());
        if (!options.hold().isEmpty() && Files.exists(file)) {
            ledger.append(name, "holding", Entry.NONE, Entry.NONE);
            while (Files.exists(file)) {
                LockSupport.parkNanos(HOLD_LOOK_NS);
            }
        }
    }

    private void commit(
            KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            offsets.put(
                    new TopicPartition(record.topic(), record.partition()),
                    new OffsetAndMetadata(record.offset() + 1));
        }
        consumer.commitSync(offsets);
        offsets.forEach((partition, offset) ->
                ledger.append(
                        name,
                        "committed",
                        Integer.toString(partition.partition()),
                        Long.toString(offset.offset())));
    }
}
