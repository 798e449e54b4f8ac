package io.robustmq.kafka.control;

import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Who answers which kind of request. One per core; filled before its first connection. */
public final class Handlers {
    private static final int KEYS = 128;

    private final @Nullable Handler[] byKey = new Handler[KEYS];

    /**
     * @throws IllegalStateException somebody answers it already
     */
    public void put(ApiKeys key, Handler handler) {
        if (byKey[key.id] != null) {
            throw new IllegalStateException(key + " has a handler");
        }
        byKey[key.id] = handler;
    }

    /** Null when nobody answers it. */
    public @Nullable Handler get(short apiKey) {
        return apiKey >= 0 && apiKey < byKey.length ? byKey[apiKey] : null;
    }
}
