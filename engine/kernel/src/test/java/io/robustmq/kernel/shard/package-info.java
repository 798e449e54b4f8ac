@NullMarked
package io.robustmq.kernel.shard;

import org.jspecify.annotations.NullMarked;
