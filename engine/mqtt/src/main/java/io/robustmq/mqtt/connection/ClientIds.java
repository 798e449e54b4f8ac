package io.robustmq.mqtt.connection;

import io.robustmq.kernel.shard.Shards;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Names for clients that bring none: at home on this core, unlike any given on any core since the
 * start.
 */
@OwnedBy(Core.class)
final class ClientIds {
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    private final Shards shards;
    private final int core;

    ClientIds(Shards shards, int core) {
        this.shards = shards;
        this.core = core;
    }

    /** [MQTT-3.1.3-7] */
    String next() {
        while (true) {
            String id = any();
            if (shards.coreOf(shards.shardOf(id)) == core) {
                return id;
            }
        }
    }

    private String any() {
        return "robustmq-"
                + Long.toString(random.nextLong() >>> 1, 36)
                + Long.toString(random.nextLong() >>> 1, 36);
    }
}
