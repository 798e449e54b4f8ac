package io.robustmq.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file. One thread writes and syncs; any may read what was written before. */
public interface DiskFile extends Closeable {
    /**
     * Writes all remaining bytes of the buffers, one behind the other, from {@code at} on.
     *
     * @param count how many of the buffers, from the first
     * @throws IOException when not all was written; what reached the file is unknown then
     */
    void write(long at, ByteBuffer[] buffers, int count) throws IOException;

    /**
     * As {@link #write}, by who writes the file from its beginning on: at 0 it begins anew, and
     * goes on where the last call ended. What lies behind is void: zeros may get there, up to the
     * next {@link io.robustmq.storage.disk.concurrent.RecentBytes#BLOCK_BYTES}.
     */
    default void append(long at, ByteBuffer[] buffers, int count) throws IOException {
        write(at, buffers, count);
    }

    /**
     * Reads until the buffer is full or the file ends.
     *
     * @return bytes read, 0 at the end
     */
    int read(long at, ByteBuffer buffer) throws IOException;

    /**
     * Reads until the buffer is full what was appended a moment ago, without asking the disk.
     *
     * @return false when not all of it is in memory: what the buffer holds is undefined then
     */
    default boolean tryReadRecent(long at, ByteBuffer buffer) {
        return false;
    }

    /**
     * Makes everything written before it last. An error is final: what is on the disk is unknown.
     */
    void sync() throws IOException;

    long sizeBytes() throws IOException;
}
