package io.robustmq.storage.journal;

import static io.robustmq.storage.disk.concurrent.RecentBytes.BLOCK_BYTES;

import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.disk.concurrent.UntouchedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A part of one segment file in memory, moved along by whoever scans it. One thread. */
final class SegmentWindow {
    /** Read at a time of what is in memory: who wants a frame's head need not copy the rest. */
    private static final int RECENT_BYTES = 64 << 10;

    private final int windowBytes;
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private DiskFile file;
    private long from;
    private int loaded;
    private long limit = Long.MAX_VALUE;
    private boolean isRecent;

    /**
     * @param windowBytes at least as large as the longest frame
     */
    SegmentWindow(DiskFile file, int windowBytes) {
        this.file = file;
        this.windowBytes = windowBytes;
        this.bytes = UntouchedMemory.allocate(windowBytes + BLOCK_BYTES, BLOCK_BYTES);
        this.buffer = new UnsafeBuffer(bytes);
    }

    void moveTo(DiskFile other) {
        file = other;
        from = 0;
        loaded = 0;
    }

    /** What lies from this offset of the file on is not read: it is still being written. */
    void limit(long end) {
        limit = end;
    }

    /** Makes sure that the bytes from {@code offset} on, as far as they fit, are in the window. */
    void load(long offset, int wanted) throws IOException {
        if (offset >= from && offset + wanted <= from + loaded) {
            return;
        }
        int most = Math.min(Math.max(wanted, RECENT_BYTES), windowBytes);
        int recent = (int) Math.clamp(limit - offset, 0, most);
        isRecent = file.tryReadRecent(offset, bytes.clear().limit(recent));
        if (isRecent) {
            from = offset;
            loaded = recent;
        } else {
            from = offset & -BLOCK_BYTES;
            int room = (int) Math.clamp(limit - from, 0, bytes.capacity());
            loaded = file.read(from, bytes.clear().limit(room));
        }
        bytes.clear();
    }

    /** What is in the window was never read from the disk: this process wrote it a moment ago. */
    boolean isRecent() {
        return isRecent;
    }

    /** Where in {@link #buffer} the file's byte at {@code offset} is. */
    int at(long offset) {
        return (int) (offset - from);
    }

    /** Bytes in the window from {@code offset} on. */
    int available(long offset) {
        return (int) (from + loaded - offset);
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int capacityBytes() {
        return windowBytes;
    }
}
