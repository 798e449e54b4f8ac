@NullMarked
package io.robustmq.kernel.topic;

import org.jspecify.annotations.NullMarked;
