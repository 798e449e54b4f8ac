/** What Kafka's part of a core counts. */
@NullMarked
package io.robustmq.kafka.metrics;

import org.jspecify.annotations.NullMarked;
