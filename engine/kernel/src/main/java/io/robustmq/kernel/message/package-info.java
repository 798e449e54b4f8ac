/** A message on its way through a core, and the copy that is kept when it must wait. */
@NullMarked
package io.robustmq.kernel.message;

import org.jspecify.annotations.NullMarked;
