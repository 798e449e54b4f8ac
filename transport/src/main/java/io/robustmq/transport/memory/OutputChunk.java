package io.robustmq.transport.memory;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of output on its way to the socket: a pooled block filled by encoders, or a borrowed run
 * of bytes (a slab's) that is only sent. Linked into its connection's output in order.
 */
@OwnedBy(Core.class)
public final class OutputChunk {
    /** Instead of a class of {@link ChunkPool}: somebody else's bytes. */
    static final int BORROWED = -1;

    /** Instead of a class of {@link ChunkPool}: a block larger than any. */
    static final int SINGLE = -2;

    UnsafeBuffer buffer;
    final int sizeClass;
    private int capacity;
    int used;
    int sent;
    @Nullable OutputChunk next;

    /**
     * Runs when the last byte left or the connection closed; null for pooled blocks, which go back
     * to their pool.
     */
    @Nullable Runnable onReleased;

    OutputChunk(UnsafeBuffer buffer, int sizeClass, int capacity) {
        this.buffer = buffer;
        this.sizeClass = sizeClass;
        this.capacity = capacity;
    }

    /** One that is {@link #BORROWED} is of these bytes from now on. */
    void borrow(UnsafeBuffer bytes, int length, Runnable released) {
        buffer = bytes;
        capacity = length;
        used = length;
        onReleased = released;
    }

    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** Bytes that may be written in all; a borrowed run has no room beyond what it holds. */
    public int capacity() {
        return capacity;
    }

    /** What it takes from its pool's budget for good: nothing when it is somebody else's bytes. */
    public int pooledBytes() {
        return sizeClass == BORROWED ? 0 : capacity;
    }

    /** Where the kernel finds the first byte. */
    public long address() {
        return buffer.addressOffset();
    }

    /** Bytes filled by encoders so far. */
    public int used() {
        return used;
    }

    public void used(int bytes) {
        this.used = bytes;
    }

    /** Bytes the socket took so far. */
    public int sent() {
        return sent;
    }

    public void sent(int bytes) {
        this.sent = bytes;
    }

    public @Nullable OutputChunk next() {
        return next;
    }

    public void next(@Nullable OutputChunk chunk) {
        this.next = chunk;
    }
}
