/** Produce requests and responses, versions 3 to 13, read and written in place. */
@NullMarked
package io.robustmq.codec.kafka.produce;

import org.jspecify.annotations.NullMarked;
