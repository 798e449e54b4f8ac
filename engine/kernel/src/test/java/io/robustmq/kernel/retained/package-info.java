@NullMarked
package io.robustmq.kernel.retained;

import org.jspecify.annotations.NullMarked;
