package io.robustmq.mqtt.connection;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Names for clients that bring none: unlike any given on any core since the start. */
@OwnedBy(Core.class)
final class ClientIds {
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    /** [MQTT-3.1.3-7] */
    String next() {
        return "robustmq-" + Long.toString(random.nextLong() >>> 1, 36) + Long.toString(random.nextLong() >>> 1, 36);
    }
}
