package io.robustmq.storage.journal;

import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A part of one segment file in memory, moved along by whoever scans it. One thread. */
final class SegmentWindow {
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private DiskFile file;
    private long from;
    private int loaded;
    private long limit = Long.MAX_VALUE;

    /**
     * @param windowBytes at least as large as the longest frame
     */
    SegmentWindow(DiskFile file, int windowBytes) {
        this.file = file;
        this.bytes = ByteBuffer.allocateDirect(windowBytes);
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
        bytes.clear().limit((int) Math.clamp(limit - offset, 0, bytes.capacity()));
        from = offset;
        loaded = file.read(offset, bytes);
        bytes.clear();
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
        return buffer.capacity();
    }
}
