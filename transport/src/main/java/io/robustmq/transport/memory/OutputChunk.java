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
    final UnsafeBuffer buffer;
    final int sizeClass;
    int used;
    int sent;
    @Nullable OutputChunk next;

    /**
     * Runs when the last byte left or the connection closed; null for pooled blocks, which go back
     * to their pool.
     */
    @Nullable Runnable onReleased;

    OutputChunk(UnsafeBuffer buffer, int sizeClass) {
        this.buffer = buffer;
        this.sizeClass = sizeClass;
    }

    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** Bytes that may be written in all. */
    public int capacity() {
        return buffer.capacity();
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
