@NullMarked
package io.robustmq.kafka.produce;

import org.jspecify.annotations.NullMarked;
