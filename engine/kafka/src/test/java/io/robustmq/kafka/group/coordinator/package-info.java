@NullMarked
package io.robustmq.kafka.group.coordinator;

import org.jspecify.annotations.NullMarked;
