/**
 * Reads that may block, done by a bounded number of threads for cores that never do: a core hands a
 * task over, gets it back done, and is refused when too many are under way.
 */
@NullMarked
package io.robustmq.storage.read;

import org.jspecify.annotations.NullMarked;
