package io.robustmq.conformance.architecture.planted.mqtt;

import io.robustmq.conformance.architecture.planted.kafka.UsesMqtt;

/** Counter-example: a protocol built on another. */
public interface UsesKafka {
    UsesMqtt other();
}
