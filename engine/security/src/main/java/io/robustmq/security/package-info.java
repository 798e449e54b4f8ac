/** Who may connect, and what they may publish and subscribe to. */
@NullMarked
package io.robustmq.security;

import org.jspecify.annotations.NullMarked;
