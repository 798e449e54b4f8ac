package io.robustmq.kafka.quota;

import static io.robustmq.kernel.ConfigException.require;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes a second each of those may move whom it is for. One of user and client id may be
 * null: all of them together count as one.
 *
 * @param user a name, {@link #EACH} of those who have no rule of their own, or null
 * @param clientId likewise
 * @param bytesPerSecond 1 to 1 TiB, on each core
 */
public record QuotaRule(
        @Nullable String user, @Nullable String clientId, QuotaRate rate, long bytesPerSecond) {
    /** Everybody apart. */
    public static final String EACH = "*";

    private static final long MAX_BYTES = 1L << 40;

    public QuotaRule {
        require(
                bytesPerSecond >= 1 && bytesPerSecond <= MAX_BYTES,
                "kafka.quotas",
                bytesPerSecond,
                "rates of 1B to 1TiB");
    }

    boolean isFor(String name, String client) {
        return covers(user, name) && covers(clientId, client);
    }

    private static boolean covers(@Nullable String ruled, String name) {
        return ruled == null || ruled.equals(EACH) || ruled.equals(name);
    }

    /** The rule with the higher one counts, in Kafka's order: users before client ids. */
    int weight() {
        return 3 * weight(user) + weight(clientId);
    }

    private static int weight(@Nullable String ruled) {
        return ruled == null ? 0 : ruled.equals(EACH) ? 1 : 2;
    }
}
