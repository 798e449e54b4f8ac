package io.robustmq.storage.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the writer counts. It alone adds; any thread reads. */
public final class JournalCells {
    /** Of {@link #syncsOf}: enough for every long. */
    public static final int SYNC_BUCKETS = 64;

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong groups = new AtomicLong();
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong syncNs = new AtomicLong();
    private final AtomicLongArray syncsOf = new AtomicLongArray(SYNC_BUCKETS);
    private final AtomicLong stalls = new AtomicLong();
    private final AtomicLong fences = new AtomicLong();

    void wrote(int groupBytes, int groupFrames) {
        add(bytes, groupBytes);
        add(frames, groupFrames);
        add(groups, 1);
    }

    void synced(long tookNs) {
        add(syncs, 1);
        add(syncNs, tookNs);
        int bucket = tookNs <= 0 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(tookNs);
        syncsOf.setRelease(bucket, syncsOf.getPlain(bucket) + 1);
    }

    void stalled() {
        add(stalls, 1);
    }

    void fenced() {
        add(fences, 1);
    }

    private static void add(AtomicLong cell, long amount) {
        cell.setRelease(cell.getPlain() + amount);
    }

    /** Bytes written, framing included. */
    public long bytes() {
        return bytes.getAcquire();
    }

    public long frames() {
        return frames.getAcquire();
    }

    /** Calls that wrote: one group each. */
    public long groups() {
        return groups.getAcquire();
    }

    public long syncs() {
        return syncs.getAcquire();
    }

    /** Time spent in syncs. */
    public long syncNs() {
        return syncNs.getAcquire();
    }

    /** Syncs that took 2^(bucket − 1) to 2^bucket − 1 nanoseconds. */
    public long syncsOf(int bucket) {
        return syncsOf.getAcquire(bucket);
    }

    /** Turns that could not go on because no next segment was ready. */
    public long stalls() {
        return stalls.getAcquire();
    }

    /** 1 when the journal gave up. */
    public long fences() {
        return fences.getAcquire();
    }
}
