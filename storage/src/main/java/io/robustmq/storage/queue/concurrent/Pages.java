package io.robustmq.storage.queue.concurrent;

import org.jspecify.annotations.Nullable;

/** Who reads pages for a core. Called by that core's thread only; never blocks. */
public interface Pages {
    /** False: there are no tables, what leaves memory is lost. */
    boolean hasTables();

    /** Everything of this shard's stream before this position is in the tables. */
    long applied(int shard);

    /**
     * Asks for a page.
     *
     * @return false when so many are under way that it must be asked for later
     */
    boolean read(Page page);

    /** A page that was read, of this shard; null when none is ready. */
    @Nullable Page poll(int shard);
}
