/**
 * Kafka's record batches, version 2: what a producer sends, a log keeps and a consumer gets, byte
 * for byte the same but for base offset and leader epoch.
 */
@NullMarked
package io.robustmq.codec.kafka;

import org.jspecify.annotations.NullMarked;
