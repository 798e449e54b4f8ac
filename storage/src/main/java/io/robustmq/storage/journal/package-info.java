/** The append-only truth of a node: frames by shard, positions, and when they count as kept. */
@NullMarked
package io.robustmq.storage.journal;

import org.jspecify.annotations.NullMarked;
