/** Tests of what fetches send. */
@NullMarked
package io.robustmq.kafka.fetch;

import org.jspecify.annotations.NullMarked;
