package io.robustmq.transport.net.channel;

import io.netty.buffer.ByteBuf;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Shows reads to the handler where they lie, and keeps what it leaves, in a block of the core's
 * memory that grows by what arrives. Methods return the bytes kept, or {@link #NO_MEMORY}; reads
 * stay the caller's to release.
 */
@OwnedBy(Core.class)
final class CarriedInput {
    static final int NO_MEMORY = -1;

    private final ChunkPool chunks;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private @Nullable OutputChunk carried;

    CarriedInput(ChunkPool chunks) {
        this.chunks = chunks;
    }

    /** Delivers what was carried and then {@code read}. */
    int deliver(ByteBuf read, ConnectionHandler handler) {
        ByteBufViews.wrap(view, read);
        int length = read.readableBytes();
        if (carried != null) {
            return append(0, length) ? deliverCarried(handler) : NO_MEMORY;
        }
        int consumed = consume(handler, view, length);
        if (consumed == length) {
            return 0;
        }
        return append(consumed, length - consumed) ? length - consumed : NO_MEMORY;
    }

    /** Delivers what is carried once more. */
    int deliverCarried(ConnectionHandler handler) {
        OutputChunk chunk = carried;
        if (chunk == null) {
            return 0;
        }
        int length = chunk.used();
        int consumed = consume(handler, chunk.buffer(), length);
        int rest = length - consumed;
        if (rest == 0) {
            release();
        } else if (consumed > 0) {
            chunk.buffer().putBytes(0, chunk.buffer(), consumed, rest);
            chunk.used(rest);
        }
        return rest;
    }

    /** Keeps {@code read} without showing it: the handler paused. */
    int hold(ByteBuf read) {
        ByteBufViews.wrap(view, read);
        return append(0, read.readableBytes()) ? bytes() : NO_MEMORY;
    }

    private static int consume(ConnectionHandler handler, UnsafeBuffer buffer, int length) {
        int consumed = handler.onBytes(buffer, 0, length);
        if (consumed < 0 || consumed > length) {
            throw new IllegalStateException(
                    handler.getClass().getName() + " consumed " + consumed + " of " + length);
        }
        return consumed;
    }

    private boolean append(int from, int length) {
        OutputChunk chunk = carried;
        int used = bytes();
        if (chunk == null || chunk.capacity() - used < length) {
            OutputChunk larger = chunks.takeAtLeast(Math.max(used + length, 2 * used));
            if (larger == null) {
                return false;
            }
            if (chunk != null) {
                larger.buffer().putBytes(0, chunk.buffer(), 0, used);
                release();
            }
            carried = larger;
            chunk = larger;
        }
        chunk.buffer().putBytes(used, view, from, length);
        chunk.used(used + length);
        return true;
    }

    int bytes() {
        return carried == null ? 0 : carried.used();
    }

    void release() {
        OutputChunk chunk = carried;
        carried = null;
        if (chunk != null) {
            chunks.release(chunk);
        }
    }
}
