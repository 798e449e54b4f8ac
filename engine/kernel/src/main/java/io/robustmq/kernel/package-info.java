/** The protocol-neutral engine: shards, topics, routes, sessions, queues, groups, credit. */
@NullMarked
package io.robustmq.kernel;

import org.jspecify.annotations.NullMarked;
