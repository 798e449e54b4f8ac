/**
 * The rig's driver for Kafka: records are written into batches made once, and read from fetch
 * responses as their bytes come.
 */
@NullMarked
package io.robustmq.loadgen.kafka;

import org.jspecify.annotations.NullMarked;
