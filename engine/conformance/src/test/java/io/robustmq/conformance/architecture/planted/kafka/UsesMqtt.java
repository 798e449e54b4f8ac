package io.robustmq.conformance.architecture.planted.kafka;

import io.robustmq.conformance.architecture.planted.mqtt.UsesKafka;

/** Counter-example: a protocol built on another. */
public interface UsesMqtt {
    UsesKafka other();
}
