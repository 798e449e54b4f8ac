package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.kafka.KafkaSettings;
import io.robustmq.loadgen.report.Section;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the load says in Kafka's protocol. */
final class KafkaOptions {
    private static final Map<String, Integer> ACKS = Map.of("all", -1, "-1", -1, "1", 1, "0", 0);
    private static final int IN_FLIGHT_MAX = 1_000;
    private static final long BATCH_BYTES_MAX = 64 << 20;

    @Option(
            names = "--topic",
            defaultValue = "robust-bench",
            description = "made when it is not there; default ${DEFAULT-VALUE}")
    private String topic = "";

    @Option(names = "--partitions", description = "of a topic that is made; default one per pair")
    private @Nullable Integer partitions;

    @Option(
            names = "--acks",
            paramLabel = "all|1|0",
            defaultValue = "all",
            description = "default ${DEFAULT-VALUE}")
    private String acks = "";

    @Option(
            names = "--batch",
            defaultValue = "16384",
            description = "most bytes of a batch, default ${DEFAULT-VALUE}")
    private long batchBytes;

    @Option(
            names = "--in-flight",
            defaultValue = "5",
            description = "produce requests not yet answered, default ${DEFAULT-VALUE}")
    private int inFlight;

    @Option(
            names = "--fetch",
            defaultValue = "1048576",
            description = "most bytes of a fetch, default ${DEFAULT-VALUE}")
    private long fetchBytes;

    @Option(
            names = "--fetch-wait",
            defaultValue = "500ms",
            description = "how long the broker waits for a record, default ${DEFAULT-VALUE}")
    private Duration fetchWait = Duration.ZERO;

    /**
     * @param pairs publishers, or subscribers where nobody publishes
     */
    KafkaSettings settings(KafkaTargetOptions target, int pairs) throws IOException {
        return new KafkaSettings(
                topic,
                partitions != null ? partitions : pairs,
                acks(),
                (int) batchBytes,
                inFlight,
                (int) fetchBytes,
                (int) fetchWait.toMillis(),
                target.user,
                target.password());
    }

    boolean isAcknowledged() {
        return acks() != 0;
    }

    private int acks() {
        return ACKS.getOrDefault(acks, 0);
    }

    void check(LoadOptions load, int pairs, boolean isRead) {
        load.require(pairs >= 1, "--pairs: at least 1");
        load.require(ACKS.containsKey(acks), "--acks " + acks + ": one of all, 1, 0");
        load.require(partitions == null || partitions >= 1, "--partitions: at least 1");
        load.require(
                partitions == null || partitions >= pairs || !isRead,
                "--partitions: at least one per pair, so that a consumer hears one producer");
        load.require(
                inFlight >= 1 && inFlight <= IN_FLIGHT_MAX, "--in-flight: 1 to " + IN_FLIGHT_MAX);
        load.require(
                batchBytes >= 1 && batchBytes <= BATCH_BYTES_MAX,
                "--batch: 1 to " + BATCH_BYTES_MAX);
        load.require(
                fetchBytes >= 1 && fetchBytes <= Integer.MAX_VALUE,
                "--fetch: 1 to " + Integer.MAX_VALUE);
    }

    void describe(Section setup) {
        setup.put("topic", topic)
                .put("acks", acks)
                .put("batch", batchBytes)
                .put("in_flight", inFlight)
                .put("fetch", fetchBytes);
    }
}
