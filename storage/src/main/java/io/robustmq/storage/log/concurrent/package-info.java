/** What the applier keeps of each log and cores, read threads and the mover look up. */
@NullMarked
package io.robustmq.storage.log.concurrent;

import org.jspecify.annotations.NullMarked;
