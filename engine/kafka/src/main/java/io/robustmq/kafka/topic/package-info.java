/** Which topics there are, what is set for each, and where their partitions live. */
@NullMarked
package io.robustmq.kafka.topic;

import org.jspecify.annotations.NullMarked;
