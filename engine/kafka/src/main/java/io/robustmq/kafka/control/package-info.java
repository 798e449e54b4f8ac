/**
 * Requests that are not Produce or Fetch: read and answered as the messages that kafka-clients
 * generates, which nobody but this package and the groups see.
 */
@NullMarked
package io.robustmq.kafka.control;

import org.jspecify.annotations.NullMarked;
