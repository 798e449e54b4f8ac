/** Partitions: logs, as requests name them, and who waits for their records. */
@NullMarked
package io.robustmq.kafka.partition;

import org.jspecify.annotations.NullMarked;
