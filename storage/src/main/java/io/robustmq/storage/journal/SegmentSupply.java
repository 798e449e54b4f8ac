package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the next segment's file ready, so that the writer never waits for blocks to be allocated.
 * One thread fills it ({@link #doWork}), the writer takes; at most one file is ready.
 *
 * <p>A file that was freed serves again instead of new zeros: its header is zeroed and synced
 * before it gets the segment's name, and old groups behind it are known by position and epoch.
 */
final class SegmentSupply {
    /** No segment is wanted. */
    static final long NONE = -1;

    private final Disk disk;
    private final int segmentBytes;
    private final int headerBytes;
    private final AtomicReference<@Nullable Spare> ready = new AtomicReference<>();
    private volatile long nextId;
    private volatile @Nullable IOException lastFailure;

    /** Files waiting to serve again; what does not fit is deleted. */
    private static final int REUSABLE_MAX = 2;

    private final BlockingQueue<Freed> reusable = new ArrayBlockingQueue<>(REUSABLE_MAX);

    /**
     * The file of a segment to come.
     *
     * @param isReused whether it holds old bytes
     */
    record Spare(long segmentId, DiskFile file, boolean isReused) {}

    private record Freed(String name, DiskFile file) {}

    /**
     * @param nextId the segment the writer will ask for next
     */
    SegmentSupply(Disk disk, int segmentBytes, int headerBytes, long nextId) {
        this.disk = disk;
        this.segmentBytes = segmentBytes;
        this.headerBytes = headerBytes;
        this.nextId = nextId;
    }

    /** Before the first turn: an empty file of the next segment that an earlier life made ready. */
    void adopt(DiskFile file) {
        ready.set(new Spare(nextId, file, false));
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
            DiskFile reused = reuse(segmentId);
            DiskFile file =
                    reused == null ? disk.create(Segments.nameOf(segmentId), segmentBytes) : reused;
            disk.syncNames();
            lastFailure = null;
            ready.set(new Spare(segmentId, file, reused != null));
            return 1;
        } catch (IOException e) {
            lastFailure = e;
            return 0;
        }
    }

    /** Null when there is none, or what there is fails and is given up. */
    private @Nullable DiskFile reuse(long segmentId) throws IOException {
        Freed freed = reusable.poll();
        if (freed == null) {
            return null;
        }
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect(headerBytes);
            freed.file().write(0, new ByteBuffer[] {zeros}, 1);
            freed.file().sync();
            disk.rename(freed.name(), Segments.nameOf(segmentId));
            return freed.file();
        } catch (IOException e) {
            freed.file().close();
            return null;
        }
    }

    /**
     * Any one thread: offers a file that has got another name, durably.
     *
     * @return false when there are enough
     */
    boolean offer(String name, DiskFile file) {
        return reusable.offer(new Freed(name, file));
    }

    /** Whether {@link #offer} would take a file; asked by the one who offers. */
    boolean wantsMore() {
        return reusable.remainingCapacity() > 0;
    }

    /** The file of the next segment, zeroed and synced; null while there is none. Writer only. */
    @Nullable Spare take() {
        Spare spare = ready.get();
        if (spare == null) {
            return null;
        }
        nextId = spare.segmentId() + 1;
        ready.set(null);
        return spare;
    }

    /** The segment whose file is to be made, {@link #NONE} while it is ready. Writer only. */
    long wanted() {
        return ready.get() == null ? nextId : NONE;
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
        for (Freed freed = reusable.poll(); freed != null; freed = reusable.poll()) {
            freed.file().close();
        }
    }
}
