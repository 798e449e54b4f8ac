/**
 * Queues: messages in order, a cursor, and what is out unacknowledged. Which protocol they serve
 * they don't know; a message is bytes to them.
 */
@NullMarked
package io.robustmq.storage.queue;

import org.jspecify.annotations.NullMarked;
