package io.robustmq.conformance.architecture.planted.kafka;

import org.apache.kafka.common.network.Selectable;

/** Counter-example: Kafka's own classes where they do not belong, and not its messages. */
public interface UsesKafkasServers {
    Selectable selector();
}
