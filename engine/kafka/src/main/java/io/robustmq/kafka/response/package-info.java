/** Answers on their way: in request order for each connection, held back until they are true. */
@NullMarked
package io.robustmq.kafka.response;

import org.jspecify.annotations.NullMarked;
