/** What cores and the journal's writer share: a ring of frames, and how far they got. */
@NullMarked
package io.robustmq.storage.journal.concurrent;

import org.jspecify.annotations.NullMarked;
