/** What cores and read threads share: tasks on their way, and blocks that were read. */
@NullMarked
package io.robustmq.storage.read.concurrent;

import org.jspecify.annotations.NullMarked;
