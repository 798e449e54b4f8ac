/** Fetch: kept batches to clients, as soon as there are enough of them. */
@NullMarked
package io.robustmq.kafka.fetch;

import org.jspecify.annotations.NullMarked;
