package io.robustmq.storage.queue.concurrent;

import org.jspecify.annotations.Nullable;

/** Without tables: queues go no farther than memory does. */
public final class NoPages implements Pages {
    @Override
    public boolean hasTables() {
        return false;
    }

    /** So much that what is in memory can be forgotten at once. */
    @Override
    public long applied(int shard) {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean read(Page page) {
        return false;
    }

    @Override
    public @Nullable Page poll(int shard) {
        return null;
    }
}
