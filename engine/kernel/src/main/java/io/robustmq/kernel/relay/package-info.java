/**
 * Connections that are accepted on one core and belong on another: the socket stays, its bytes
 * travel. Knows nothing of what they mean.
 */
@NullMarked
package io.robustmq.kernel.relay;

import org.jspecify.annotations.NullMarked;
