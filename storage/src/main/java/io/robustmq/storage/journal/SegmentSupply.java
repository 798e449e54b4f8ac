package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the next segment's file ready, so that the writer never waits for blocks to be allocated.
 * One thread fills it ({@link #doWork}), the writer takes; at most one file is ready.
 */
final class SegmentSupply {
    private final Disk disk;
    private final int segmentBytes;
    private final AtomicReference<@Nullable Spare> ready = new AtomicReference<>();
    private volatile long nextId;
    private volatile @Nullable IOException lastFailure;

    private record Spare(long segmentId, DiskFile file) {}

    /**
     * @param nextId the segment the writer will ask for next
     */
    SegmentSupply(Disk disk, int segmentBytes, long nextId) {
        this.disk = disk;
        this.segmentBytes = segmentBytes;
        this.nextId = nextId;
    }

    /** Before the first turn: an empty file of the next segment that an earlier life made ready. */
    void adopt(DiskFile file) {
        ready.set(new Spare(nextId, file));
    }

    /**
     * Makes the next file when none is ready. A disk without room is tried again at the next call.
     *
     * @return files made
     */
    int doWork() {
        if (ready.get() != null) {
            return 0;
        }
        long segmentId = nextId;
        try {
            DiskFile file = disk.create(Segments.nameOf(segmentId), segmentBytes);
            disk.syncNames();
            lastFailure = null;
            ready.set(new Spare(segmentId, file));
            return 1;
        } catch (IOException e) {
            lastFailure = e;
            return 0;
        }
    }

    /** The file of the next segment, zeroed and synced; null while there is none. Writer only. */
    @Nullable DiskFile take() {
        Spare spare = ready.get();
        if (spare == null) {
            return null;
        }
        nextId = spare.segmentId() + 1;
        ready.set(null);
        return spare.file();
    }

    boolean isEmpty() {
        return ready.get() == null;
    }

    /** Why there is no file, null when there is one or it is being made. Any thread. */
    @Nullable IOException lastFailure() {
        return lastFailure;
    }

    void close() throws IOException {
        Spare spare = ready.getAndSet(null);
        if (spare != null) {
            spare.file().close();
        }
    }
}
