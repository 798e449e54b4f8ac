/**
 * What the cores of a node tell each other: messages in order from each core to each other one,
 * what all of them must know, and who wants which topics.
 */
@NullMarked
package io.robustmq.kernel.cores;

import org.jspecify.annotations.NullMarked;
