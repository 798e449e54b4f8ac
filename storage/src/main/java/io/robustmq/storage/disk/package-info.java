/** The disk as the journal sees it: names, files of fixed size, syncs; a simulator can stand in. */
@NullMarked
package io.robustmq.storage.disk;

import org.jspecify.annotations.NullMarked;
