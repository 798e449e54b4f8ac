package io.robustmq.storage.journal;

import org.agrona.DirectBuffer;

/**
 * A journal that promises nothing beyond the process's life: it counts positions, keeps no bytes,
 * and commits what a cycle appended at the end of that cycle.
 */
public final class MemoryJournal implements Journal {
    /** As a file-backed journal with a ring of 8 MiB. */
    private static final int MAX_PAYLOAD_BYTES = CoreJournal.maxPayloadBytes(8 << 20);

    private final long[] appended;
    private final long[] committed;
    private long claimed;
    private long reached;
    private int pendingFrames;

    public MemoryJournal(int shardCount) {
        this.appended = new long[shardCount];
        this.committed = new long[shardCount];
    }

    @Override
    public long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length) {
        payload.boundsCheck(offset, length);
        int frameBytes = FrameFlyweight.framedBytes(length);
        pendingFrames++;
        claimed += frameBytes;
        return appended[shard] += frameBytes;
    }

    @Override
    public long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer head,
            int headLength,
            DirectBuffer payload,
            int offset,
            int length) {
        payload.boundsCheck(offset, length);
        int frameBytes = FrameFlyweight.framedBytes(headLength + length);
        pendingFrames++;
        claimed += frameBytes;
        return appended[shard] += frameBytes;
    }

    @Override
    public int maxPayloadBytes() {
        return MAX_PAYLOAD_BYTES;
    }

    @Override
    public boolean isBehind() {
        return false;
    }

    @Override
    public long appended(int shard) {
        return appended[shard];
    }

    @Override
    public long written(int shard) {
        return committed[shard];
    }

    @Override
    public long committed(int shard) {
        return committed[shard];
    }

    @Override
    public long handOver() {
        return claimed;
    }

    @Override
    public long reached(Durability durability) {
        return durability == Durability.MEMORY ? claimed : reached;
    }

    @Override
    public int doWork() {
        int frames = pendingFrames;
        if (frames > 0) {
            System.arraycopy(appended, 0, committed, 0, appended.length);
            reached = claimed;
            pendingFrames = 0;
        }
        return frames;
    }
}
