/**
 * Batches with fewer records than they came with, as compaction leaves them: opened when they are
 * compressed, filtered, compressed again. Allocates, and takes long: nothing of it is for a core.
 */
@NullMarked
package io.robustmq.codec.kafka.rewrite;

import org.jspecify.annotations.NullMarked;
