/** What a message costs in a queue. */
@NullMarked
package io.robustmq.storage.queue;

import org.jspecify.annotations.NullMarked;
