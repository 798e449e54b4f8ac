/** What a core publishes of its metrics for other threads. */
@NullMarked
package io.robustmq.kafka.metrics.concurrent;

import org.jspecify.annotations.NullMarked;
