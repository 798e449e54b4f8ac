package io.robustmq.storage.log;

import io.robustmq.storage.read.concurrent.ReadQueue;
import io.robustmq.storage.read.concurrent.ReadTask;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A core's reads of what its logs do not have in memory: a fixed number at a time, each with memory
 * of its own. An answer of no bytes means that the index is not there yet: ask again later. Owned
 * by the core.
 */
public final class LogReads {
    private final int core;
    private final ReadQueue queue;
    private final ArrayDeque<ColdRead> free;
    private final int lentMax;
    private int lent;

    /**
     * @param readsMax at a time
     * @param bufferBytes memory of each: the most that one read answers; at least the largest batch
     */
    public LogReads(int core, ReadQueue queue, LogSources sources, int readsMax, int bufferBytes) {
        this.core = core;
        this.queue = queue;
        this.free = new ArrayDeque<>(readsMax + 1);
        this.lentMax = readsMax / 2;
        int frameBytes = sources.journal().frameBytesMax();
        ReadMemory memory =
                new ReadMemory(readsMax, ColdBatches.memoryBytes(bufferBytes, frameBytes));
        for (int i = 0; i < readsMax; i++) {
            free.push(new ColdRead(this, sources, memory, i, bufferBytes));
        }
    }

    /** Memory that so many reads take. */
    public static long memoryBytes(LogSources sources, int readsMax, int bufferBytes) {
        int frameBytes = sources.journal().frameBytesMax();
        return (long) readsMax
                * (ColdBatches.memoryBytes(bufferBytes, frameBytes)
                        + FrameWalk.memoryBytes(sources.journal()));
    }

    /**
     * Asks for the batches from the cursor on, none beyond the log's high watermark of now. The
     * cursor is the read's until it is answered, and moves behind what is answered.
     *
     * @return what can be cancelled; null when too many reads are under way
     */
    public @Nullable ReadTask tryRead(
            Log log, LogCursor cursor, int bytesMax, ColdListener listener) {
        ColdRead read = free.poll();
        if (read == null) {
            return null;
        }
        read.batches(log, cursor, bytesMax, listener);
        return submitted(read);
    }

    /**
     * Asks where the first record lies that has a timestamp from this one on; as {@link #tryRead}.
     */
    public @Nullable ReadTask tryFind(Log log, long timestamp, ColdListener listener) {
        ColdRead read = free.poll();
        if (read == null) {
            return null;
        }
        read.byTime(log, timestamp, listener);
        return submitted(read);
    }

    /**
     * Asks a read thread for something else that takes too long for a core; it counts as a read.
     *
     * @return false when too many are under way
     */
    public boolean trySubmit(ReadTask task) {
        return queue.trySubmit(core, task);
    }

    private @Nullable ReadTask submitted(ColdRead read) {
        if (queue.trySubmit(core, read)) {
            return read;
        }
        free.push(read);
        return null;
    }

    void free(ColdRead read) {
        free.push(read);
    }

    /** Half of them may be lent, so that whoever does not take his bytes leaves others theirs. */
    boolean tryLend() {
        if (lent == lentMax) {
            return false;
        }
        lent++;
        return true;
    }

    void givenBack() {
        lent--;
    }

    /** Of these, memory that is lent: their batches are being sent from where they are. */
    public int lent() {
        return lent;
    }

    /** Reads under way. */
    public int underWay() {
        return queue.underWay(core);
    }
}
