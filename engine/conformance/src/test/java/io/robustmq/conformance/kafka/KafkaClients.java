package io.robustmq.conformance.kafka;

import io.robustmq.conformance.broker.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Clients of one broker, with strings for keys and values. */
final class KafkaClients {
    /** The clients print all their settings; kept, since loggers are else forgotten. */
    private static final Logger LOGGER = Logger.getLogger("org.apache.kafka");

    static {
        LOGGER.setLevel(Level.OFF);
    }

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String servers;
    private final Map<String, Object> common;

    private KafkaClients(String servers, Map<String, Object> common) {
        this.servers = servers;
        this.common = common;
    }

    static KafkaClients of(TestBroker broker) {
        return at(broker.kafka(), Map.of());
    }

    /**
     * @param servers as the clients' setting has them
     */
    static KafkaClients at(String servers, Map<String, Object> common) {
        return new KafkaClients(servers, common);
    }

    /** Those of the listener with TLS, who trust the broker's certificate. */
    static KafkaClients overTls(TestBroker broker) {
        return at(
                broker.kafkaTls(),
                Map.of(
                        "security.protocol",
                        "SSL",
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.location",
                        broker.trustFile().toString()));
    }

    /** The same with more settings. */
    KafkaClients with(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(common);
        all.putAll(more);
        return new KafkaClients(servers, all);
    }

    private Map<String, Object> settings(Object... more) {
        Map<String, Object> all = new HashMap<>(common);
        all.put("bootstrap.servers", servers);
        for (int i = 0; i < more.length; i += 2) {
            all.put((String) more[i], more[i + 1]);
        }
        return all;
    }

    /**
     * @param more names and values of settings in turn
     */
    KafkaProducer<String, String> producer(Object... more) {
        return new KafkaProducer<>(settings(more), new StringSerializer(), new StringSerializer());
    }

    KafkaConsumer<String, String> consumer(Object... more) {
        return new KafkaConsumer<>(
                settings(more), new StringDeserializer(), new StringDeserializer());
    }

    Admin admin() {
        return Admin.create(settings());
    }

    /** The first so many records of a partition, read without a group. */
    List<ConsumerRecord<String, String>> read(TopicPartition from, int count, Object... more) {
        try (KafkaConsumer<String, String> consumer = consumer(more)) {
            consumer.assign(List.of(from));
            consumer.seekToBeginning(List.of(from));
            return poll(consumer, count);
        }
    }

    /** Polls until there are so many. */
    static List<ConsumerRecord<String, String>> poll(
            KafkaConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long untilNs = System.nanoTime() + PATIENCE.toNanos();
        while (records.size() < count) {
            if (System.nanoTime() - untilNs > 0) {
                throw new AssertionError("%d of %d records".formatted(records.size(), count));
            }
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }

    /** What a map must have. */
    static <K, V> V of(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key), () -> "nothing of " + key);
    }

    static <T> T get(KafkaFuture<T> future) {
        return get(future.toCompletionStage().toCompletableFuture());
    }

    /** Waits; what the client was refused with comes out as it is. */
    static <T> T get(Future<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new AssertionError(e);
        } catch (TimeoutException e) {
            throw new AssertionError("not answered in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
