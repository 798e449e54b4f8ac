/** Kafka's own clients against the broker. */
@NullMarked
package io.robustmq.conformance.kafka;

import org.jspecify.annotations.NullMarked;
