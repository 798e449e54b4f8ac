@NullMarked
package io.robustmq.kernel.forward;

import org.jspecify.annotations.NullMarked;
