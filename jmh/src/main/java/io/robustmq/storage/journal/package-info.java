/** What an append costs a core, what its checksum costs the writer, how fast a journal is read. */
@NullMarked
package io.robustmq.storage.journal;

import org.jspecify.annotations.NullMarked;
