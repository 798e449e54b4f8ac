package io.robustmq.storage.journal;

import org.agrona.DirectBuffer;

/**
 * A journal that promises nothing beyond the process's life: it counts positions, keeps no bytes,
 * and commits what a cycle appended at the end of that cycle.
 */
public final class MemoryJournal implements Journal {
    /** Frames start on this boundary, so that a position has its low bits free. */
    private static final int ALIGNMENT_BYTES = 8;

    private static final int HEADER_BYTES = 32;

    private final long[] appended;
    private final long[] committed;
    private int pendingFrames;

    public MemoryJournal(int shardCount) {
        this.appended = new long[shardCount];
        this.committed = new long[shardCount];
    }

    @Override
    public long append(int shard, int type, DirectBuffer payload, int offset, int length) {
        payload.boundsCheck(offset, length);
        long frameBytes = (HEADER_BYTES + (long) length + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
        pendingFrames++;
        return appended[shard] += frameBytes;
    }

    @Override
    public long appended(int shard) {
        return appended[shard];
    }

    @Override
    public long committed(int shard) {
        return committed[shard];
    }

    @Override
    public int doWork() {
        int frames = pendingFrames;
        if (frames > 0) {
            System.arraycopy(appended, 0, committed, 0, appended.length);
            pendingFrames = 0;
        }
        return frames;
    }
}
