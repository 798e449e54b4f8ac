@NullMarked
package io.robustmq.codec.kafka.control;

import org.jspecify.annotations.NullMarked;
