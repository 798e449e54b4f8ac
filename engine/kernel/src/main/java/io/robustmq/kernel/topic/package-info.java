/**
 * Topic names and filters as lists of levels: their rules, their bytes, and the memory that trees
 * of them are made of.
 */
@NullMarked
package io.robustmq.kernel.topic;

import org.jspecify.annotations.NullMarked;
