package io.robustmq.loadgen.kafka.control;

import io.robustmq.codec.kafka.fetch.FetchRequestEncoder;
import io.robustmq.codec.kafka.produce.ProduceRequestEncoder;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.loadgen.rig.RunFailure;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;

/** The newest versions that both sides speak. */
public final class Versions {
    private final Map<Api, Integer> newest = new EnumMap<>(Api.class);

    Versions(ApiVersionsResponseData offered) {
        for (Api api : Api.values()) {
            ApiVersion range = offered.apiKeys().find((short) api.key());
            if (range != null) {
                int both = Math.min(highest(api), range.maxVersion());
                if (both >= Math.max(api.lowest(), range.minVersion())) {
                    newest.put(api, both);
                }
            }
        }
    }

    private static int highest(Api api) {
        return switch (api) {
            case PRODUCE -> ProduceRequestEncoder.VERSION_MAX;
            case FETCH -> FetchRequestEncoder.VERSION_MAX;
            default -> api.highest();
        };
    }

    boolean serves(Api api) {
        return newest.containsKey(api);
    }

    public int of(Api api) throws RunFailure {
        Integer version = newest.get(api);
        if (version == null) {
            throw new RunFailure("the broker serves no " + api + " that this speaks");
        }
        return version;
    }
}
