/** What judging a record batch costs. */
@NullMarked
package io.robustmq.codec.kafka;

import org.jspecify.annotations.NullMarked;
