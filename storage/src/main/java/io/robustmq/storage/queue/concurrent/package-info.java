/** What a core and the thread that reads pages share. */
@NullMarked
package io.robustmq.storage.queue.concurrent;

import org.jspecify.annotations.NullMarked;
