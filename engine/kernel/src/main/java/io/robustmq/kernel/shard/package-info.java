/** Shards: who owns what, and when a change to owned state counts as kept. */
@NullMarked
package io.robustmq.kernel.shard;

import org.jspecify.annotations.NullMarked;
