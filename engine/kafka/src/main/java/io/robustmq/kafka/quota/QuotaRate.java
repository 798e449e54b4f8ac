package io.robustmq.kafka.quota;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a quota is about, by Kafka's names in small letters. */
public enum QuotaRate {
    PRODUCER_BYTE_RATE,
    CONSUMER_BYTE_RATE;

    /** Null for what is not offered, as {@code request_percentage}. */
    public static @Nullable QuotaRate of(String name) {
        for (QuotaRate each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        return null;
    }
}
