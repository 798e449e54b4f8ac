/** What {@code /metrics} says of the whole broker. */
@NullMarked
package io.robustmq.conformance.metrics;

import org.jspecify.annotations.NullMarked;
