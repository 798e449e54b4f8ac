@NullMarked
package io.robustmq.kafka.group.consumer;

import org.jspecify.annotations.NullMarked;
