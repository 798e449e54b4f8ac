/** Logs as protocols see them: those of a core's shards, with their reads. */
@NullMarked
package io.robustmq.kernel.log;

import org.jspecify.annotations.NullMarked;
