/**
 * Who on this core gets which message: subscriptions in a tree, routes in a cache, and what the
 * other cores want in a summary. One of each per core; nothing here is shared between threads.
 */
@NullMarked
package io.robustmq.kernel.route;

import org.jspecify.annotations.NullMarked;
