@NullMarked
package io.robustmq.codec.kafka.produce;

import org.jspecify.annotations.NullMarked;
