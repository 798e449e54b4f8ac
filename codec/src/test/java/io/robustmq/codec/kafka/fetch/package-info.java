@NullMarked
package io.robustmq.codec.kafka.fetch;

import org.jspecify.annotations.NullMarked;
