@NullMarked
package io.robustmq.codec.kafka.wire;

import org.jspecify.annotations.NullMarked;
