@NullMarked
package io.robustmq.kafka.quota;

import org.jspecify.annotations.NullMarked;
