/**
 * Messages for several shards, once: first one event in the sender's shard, with a sequence; then
 * to the targets, again after a restart; who has it drops it.
 */
@NullMarked
package io.robustmq.kernel.forward;

import org.jspecify.annotations.NullMarked;
