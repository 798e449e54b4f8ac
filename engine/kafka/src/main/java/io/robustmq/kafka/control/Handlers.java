package io.robustmq.kafka.control;

import io.robustmq.codec.kafka.wire.Api;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who answers which kind of request. One per core; filled before its first connection. */
public final class Handlers {
    private final Map<Api, Handler> byApi = new EnumMap<>(Api.class);

    /**
     * @throws IllegalStateException somebody answers it already
     */
    public void put(Api api, Handler handler) {
        if (byApi.putIfAbsent(api, handler) != null) {
            throw new IllegalStateException(api + " has a handler");
        }
    }

    /** Null when nobody answers it. */
    public @Nullable Handler get(Api api) {
        return byApi.get(api);
    }

    /** What is answered. */
    public Set<Api> apis() {
        return byApi.keySet();
    }
}
