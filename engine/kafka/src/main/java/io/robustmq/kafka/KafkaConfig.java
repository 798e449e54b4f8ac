package io.robustmq.kafka;

import static io.robustmq.kernel.ConfigException.require;

import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.mapping.MappingConfig;
import io.robustmq.kafka.quota.QuotaRule;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kafka: {@code kafka.*}.
 *
 * @param topics what topics get that nobody made by hand
 * @param groups limits and times of groups of consumers
 * @param mapping which topics are MQTT's, too
 * @param requestBytesMax largest request, 64 KiB to 1 GiB
 * @param quotas what users and client ids may move, on each core
 * @param memoryBytes what logs take for recent batches and reads, when there are any; 0: as much as
 *     they need at least, or 256 MiB
 */
public record KafkaConfig(
        Listeners listeners,
        TopicDefaults topics,
        GroupConfig groups,
        MappingConfig mapping,
        List<QuotaRule> quotas,
        int requestBytesMax,
        long memoryBytes) {
    private static final int MIN_REQUEST_BYTES = 64 << 10;
    private static final int MAX_REQUEST_BYTES = 1 << 30;
    private static final int MAX_PARTITIONS = 10_000;

    public KafkaConfig {
        quotas = List.copyOf(quotas);
        require(
                requestBytesMax >= MIN_REQUEST_BYTES && requestBytesMax <= MAX_REQUEST_BYTES,
                "kafka.request-bytes-max",
                requestBytesMax,
                "64KiB to 1GiB");
        require(
                memoryBytes >= 0 && memoryBytes <= 1L << 40,
                "kafka.memory",
                memoryBytes,
                "16MiB to 1TiB, or auto");
    }

    /**
     * Of every core one; null where there is none.
     *
     * @param tcp core 0's; core n has the n-th port behind it
     * @param tls likewise
     * @param advertisedTcp what clients are told instead of the listener's own address
     */
    public record Listeners(
            @Nullable InetSocketAddress tcp,
            @Nullable InetSocketAddress tls,
            @Nullable Advertised advertisedTcp,
            @Nullable Advertised advertisedTls) {
        public Listeners {
            requireReachable("kafka.tcp", tcp, advertisedTcp);
            requireReachable("kafka.tls", tls, advertisedTls);
        }

        /** Clients are told where to go: that cannot be every address. */
        private static void requireReachable(
                String key, @Nullable InetSocketAddress listener, @Nullable Advertised advertised) {
            require(
                    listener == null
                            || advertised != null
                            || !listener.getAddress().isAnyLocalAddress(),
                    key,
                    String.valueOf(listener),
                    "one address, or kafka.advertised-" + key.substring("kafka.".length()));
        }
    }

    /**
     * Where clients reach core 0; core n has the n-th port behind it.
     *
     * @param host a name or an address
     */
    public record Advertised(String host, int port) {}

    /**
     * @param isAutoCreated a topic that clients ask for, and that is not there, is made
     * @param partitions of a topic, where nobody says how many
     */
    public record TopicDefaults(boolean isAutoCreated, int partitions) {
        public TopicDefaults {
            require(
                    partitions >= 1 && partitions <= MAX_PARTITIONS,
                    "kafka.default-partitions",
                    partitions,
                    "1 to 10000");
        }
    }
}
