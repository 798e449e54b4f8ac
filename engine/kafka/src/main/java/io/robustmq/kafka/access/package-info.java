/** What a client may do. */
@NullMarked
package io.robustmq.kafka.access;

import org.jspecify.annotations.NullMarked;
