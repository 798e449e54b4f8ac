/** The journal on a disk that fails in every way it may, in steps that a seed decides. */
@NullMarked
package io.robustmq.storage.simulation;

import org.jspecify.annotations.NullMarked;
