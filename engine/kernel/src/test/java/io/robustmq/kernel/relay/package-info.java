@NullMarked
package io.robustmq.kernel.relay;

import org.jspecify.annotations.NullMarked;
