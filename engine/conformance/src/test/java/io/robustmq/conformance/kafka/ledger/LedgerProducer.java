package io.robustmq.conformance.kafka.ledger;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes its values into all partitions in turn, each noted before it is sent and again when it is
 * answered, until the process ends. One thread runs it; the producer's own thread takes answers.
 */
final class LedgerProducer implements Runnable {
    /** Values that are on their way at once. */
    private static final int OUTSTANDING_MAX = 200;

    private final String name;
    private final LedgerFile ledger;
    private final LedgerOptions options;
    private final Semaphore places = new Semaphore(OUTSTANDING_MAX);

    LedgerProducer(String name, LedgerFile ledger, LedgerOptions options) {
        this.name = name;
        this.ledger = ledger;
        this.options = options;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(options.settings());
        settings.put("acks", options.acks());
        settings.put("enable.idempotence", options.isIdempotent());
        settings.put("delivery.timeout.ms", LedgerOptions.PATIENCE_MS);
        settings.put("max.block.ms", LedgerOptions.PATIENCE_MS);
        settings.put("linger.ms", 1);
        return settings;
    }

    @Override
    public void run() {
        byte[] filling = " ".repeat(options.payload()).getBytes(StandardCharsets.US_ASCII);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            long nextNs = System.nanoTime();
            for (long i = 0; ; i++) {
                int partition = (int) (i % LedgerOptions.PARTITIONS);
                String value = name + "/" + partition + "/" + i / LedgerOptions.PARTITIONS;
                places.acquireUninterruptibly();
                ledger.append(name, "invoke", value, Entry.NONE);
                producer.send(
                        new ProducerRecord<>(
                                LedgerOptions.TOPIC,
                                partition,
                                value.getBytes(StandardCharsets.US_ASCII),
                                filling),
                        (kept, failure) -> answered(value, kept, failure));
                nextNs += options.gapNs();
                LockSupport.parkNanos(nextNs - System.nanoTime());
            }
        }
    }

    private void answered(String value, RecordMetadata kept, Exception failure) {
        if (failure == null) {
            ledger.append(name, "ok", value, Long.toString(kept.offset()));
        } else {
            ledger.append(name, "failed", value, failure.getClass().getSimpleName());
        }
        places.release();
    }
}
