@NullMarked
package io.robustmq.kernel.cores;

import org.jspecify.annotations.NullMarked;
