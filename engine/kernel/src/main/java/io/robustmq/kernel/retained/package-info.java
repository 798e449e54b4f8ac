/** The last message of each topic, found by filter when a subscription begins. */
@NullMarked
package io.robustmq.kernel.retained;

import org.jspecify.annotations.NullMarked;
