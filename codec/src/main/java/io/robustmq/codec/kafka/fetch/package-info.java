/** Fetch requests and responses, versions 4 to 18, read and written in place. */
@NullMarked
package io.robustmq.codec.kafka.fetch;

import org.jspecify.annotations.NullMarked;
