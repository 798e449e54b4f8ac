@NullMarked
package io.robustmq.kafka.topic;

import org.jspecify.annotations.NullMarked;
