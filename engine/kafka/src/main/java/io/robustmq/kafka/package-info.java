/** What Kafka's requests mean, in terms of the kernel and the logs. */
@NullMarked
package io.robustmq.kafka;

import org.jspecify.annotations.NullMarked;
