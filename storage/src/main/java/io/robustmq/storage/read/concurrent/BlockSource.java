package io.robustmq.storage.read.concurrent;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes by position, that {@link BlockCache} keeps blocks of. Any read thread. */
public interface BlockSource {
    /** The bytes are not there any more. */
    int GONE = -1;

    /** Of all sources of a cache the only one with this number, for ever. */
    long sourceId();

    /**
     * Reads until the buffer is full or the bytes end.
     *
     * @return bytes read, or {@link #GONE}
     */
    int read(long position, ByteBuffer into) throws IOException;

    /** Whether what lies before a position will never change: asked before it is read. */
    boolean isFixedBefore(long position);
}
