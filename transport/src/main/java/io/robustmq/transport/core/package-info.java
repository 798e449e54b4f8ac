/** The core loop: one pinned thread, its duty cycle, clock, timers and the rings between cores. */
@NullMarked
package io.robustmq.transport.core;

import org.jspecify.annotations.NullMarked;
