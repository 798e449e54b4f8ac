package io.robustmq.storage.disk;

import java.io.IOException;

/**
 * Whether a disk has room: low below a minimum, and until there is an eighth more than that, so
 * that it does not change its mind with every file. One thread looks, any thread reads.
 */
public final class DiskSpace {
    /** What must be there on top of the minimum before all is well again: an eighth of it… */
    private static final int MARGIN_PART = 8;

    /** …but no more than this. */
    private static final long MARGIN_BYTES_MAX = 64L << 20;

    private final Disk disk;
    private final long minFreeBytes;
    private volatile long freeBytes;
    private volatile boolean low;

    /**
     * @param minFreeBytes 0: never low
     * @throws IOException when the disk does not say how much room it has
     */
    public DiskSpace(Disk disk, long minFreeBytes) throws IOException {
        this.disk = disk;
        this.minFreeBytes = minFreeBytes;
        found(disk.usableBytes());
    }

    /**
     * Asks the disk; what it does not say stays as it was.
     *
     * @return true when {@link #isLow} changed
     */
    public boolean look() {
        boolean before = low;
        try {
            found(disk.usableBytes());
        } catch (IOException e) {
            return false;
        }
        return low != before;
    }

    private void found(long bytes) {
        freeBytes = bytes;
        long margin = Math.min(minFreeBytes / MARGIN_PART, MARGIN_BYTES_MAX);
        low = bytes < (low ? minFreeBytes + margin : minFreeBytes);
    }

    /** Found at the last look. */
    public long freeBytes() {
        return freeBytes;
    }

    public long minFreeBytes() {
        return minFreeBytes;
    }

    public boolean isLow() {
        return low;
    }
}
