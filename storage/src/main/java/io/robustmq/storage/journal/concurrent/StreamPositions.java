package io.robustmq.storage.journal.concurrent;

import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far every shard's stream is written and committed. The journal's writer sets (release), any
 * thread reads (acquire): who sees a position sees the frames before it on the disk.
 */
public final class StreamPositions {
    private final AtomicBuffer written;
    private final AtomicBuffer committed;
    private volatile long committedJournal;

    /**
     * @param journalPosition behind what is there at the start, all of it synced
     * @param start each shard's position there
     */
    public StreamPositions(long journalPosition, long[] start) {
        committedJournal = journalPosition;
        written = new UnsafeBuffer(ByteBuffer.allocateDirect(start.length * Long.BYTES));
        committed = new UnsafeBuffer(ByteBuffer.allocateDirect(start.length * Long.BYTES));
        written(start);
        committed(start);
    }

    /** Writer only. */
    public void written(long[] positions) {
        put(written, positions);
    }

    /** Writer only. */
    public void committed(long[] positions) {
        put(committed, positions);
    }

    /** Writer only, last: all before this journal position, and the streams' positions, are set. */
    public void committedJournal(long position) {
        committedJournal = position;
    }

    private static void put(AtomicBuffer cells, long[] positions) {
        for (int shard = 0; shard < positions.length; shard++) {
            if (cells.getLong(shard * Long.BYTES) != positions[shard]) {
                cells.putLongRelease(shard * Long.BYTES, positions[shard]);
            }
        }
    }

    public long written(int shard) {
        return written.getLongAcquire(shard * Long.BYTES);
    }

    public long committed(int shard) {
        return committed.getLongAcquire(shard * Long.BYTES);
    }

    /** Journal position before which everything is committed: the end of a write group. */
    public long committedJournal() {
        return committedJournal;
    }

    public int shards() {
        return written.capacity() / Long.BYTES;
    }
}
