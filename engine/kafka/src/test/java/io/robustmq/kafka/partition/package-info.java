@NullMarked
package io.robustmq.kafka.partition;

import org.jspecify.annotations.NullMarked;
