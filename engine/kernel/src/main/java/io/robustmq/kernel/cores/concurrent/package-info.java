/** The memory that two cores share: written by one of them, read by the other. */
@NullMarked
package io.robustmq.kernel.cores.concurrent;

import org.jspecify.annotations.NullMarked;
