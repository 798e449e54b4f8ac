/** Input that no honest client sends, and the rules for text. */
@NullMarked
package io.robustmq.conformance.input;

import org.jspecify.annotations.NullMarked;
