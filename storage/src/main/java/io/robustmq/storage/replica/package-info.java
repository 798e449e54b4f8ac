/**
 * One shard's stream on several nodes: what a leader sends, what counts as committed, who gives
 * way.
 */
@NullMarked
package io.robustmq.storage.replica;

import org.jspecify.annotations.NullMarked;
