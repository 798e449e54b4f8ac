/** What is still there after the broker's process ended without a word. */
@NullMarked
package io.robustmq.conformance.restart;

import org.jspecify.annotations.NullMarked;
