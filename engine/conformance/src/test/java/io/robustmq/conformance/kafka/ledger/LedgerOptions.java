package io.robustmq.conformance.kafka.ledger;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the command line asks for.
 *
 * @param payload bytes of a record beside its key
 * @param rate values a second of each producer
 * @param protocol of the group, {@code classic} or {@code consumer}
 * @param isIdempotent whether producers are; it takes acks=all
 * @param acks as producers' setting
 * @param name of this process, behind the names of its producers and readers
 * @param hold while there is such a file, readers do not commit what they have read; empty for none
 */
record LedgerOptions(
        Path ledger,
        int port,
        int producers,
        int readers,
        int payload,
        int rate,
        String protocol,
        boolean isIdempotent,
        String acks,
        String name,
        String hold) {
    static final String TOPIC = "ledger";
    static final String GROUP = "ledger-readers";
    static final int PARTITIONS = 4;

    /** How long a producer tries: longer than any fault. */
    static final int PATIENCE_MS = 600_000;

    /**
     * Of members of a classic group, the least that brokers take; of the others, brokers say it.
     */
    static final int SESSION_MS = 6_000;

    private static final int REQUEST_TIMEOUT_MS = 3_000;
    private static final int RECONNECT_MS_MAX = 200;

    /**
     * @param arguments {@code --name value} in turn
     */
    static LedgerOptions of(String[] arguments) {
        Map<String, String> said = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            said.put(arguments[i], arguments[i + 1]);
        }
        return new LedgerOptions(
                Path.of(said.getOrDefault("--ledger", "ledger")),
                Integer.parseInt(said.getOrDefault("--port", "9092")),
                Integer.parseInt(said.getOrDefault("--producers", "2")),
                Integer.parseInt(said.getOrDefault("--readers", "2")),
                Integer.parseInt(said.getOrDefault("--payload", "100")),
                Integer.parseInt(said.getOrDefault("--rate", "500")),
                said.getOrDefault("--protocol", "consumer"),
                Boolean.parseBoolean(said.getOrDefault("--idempotent", "true")),
                said.getOrDefault("--acks", "all"),
                said.getOrDefault("--name", ""),
                said.getOrDefault("--hold", ""));
    }

    long gapNs() {
        return 1_000_000_000L / rate;
    }

    /** Of every client: it notices a broker that is gone, and one that is back, soon. */
    Map<String, Object> settings() {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "request.timeout.ms",
                REQUEST_TIMEOUT_MS,
                "reconnect.backoff.max.ms",
                RECONNECT_MS_MAX);
    }

    /** The value that a record stands for. */
    static String value(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.US_ASCII);
    }
}
