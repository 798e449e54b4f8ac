/** robust-bench: load, honestly measured, for any broker. */
@NullMarked
package io.robustmq.loadgen;

import org.jspecify.annotations.NullMarked;
