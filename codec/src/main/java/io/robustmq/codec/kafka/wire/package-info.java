/**
 * What all of Kafka's requests have in common: their APIs and versions, their head, and the data
 * types they are made of.
 */
@NullMarked
package io.robustmq.codec.kafka.wire;

import org.jspecify.annotations.NullMarked;
