@NullMarked
package io.robustmq.kafka.mapping;

import org.jspecify.annotations.NullMarked;
