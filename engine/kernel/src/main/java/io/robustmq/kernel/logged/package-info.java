/**
 * Where messages that are routed meet topics that are logged: the protocol that routes gives a sink
 * every message of a filter, the protocol that logs brings records to whoever subscribed. Neither
 * knows the other.
 */
@NullMarked
package io.robustmq.kernel.logged;

import org.jspecify.annotations.NullMarked;
