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

    /** From {@code sent()} to {@code used()}. */
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
        int consumed = consume(handler, view, 0, length);
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
        int from = chunk.sent();
        int length = chunk.used() - from;
        int consumed = consume(handler, chunk.buffer(), from, length);
        if (consumed == length) {
            release();
        } else {
            chunk.sent(from + consumed); // not moved: there may be much, taken in many small turns
        }
        return length - consumed;
    }

    /** Keeps {@code read} without showing it: the handler paused. */
    int hold(ByteBuf read) {
        ByteBufViews.wrap(view, read);
        return append(0, read.readableBytes()) ? bytes() : NO_MEMORY;
    }

    private static int consume(
            ConnectionHandler handler, UnsafeBuffer buffer, int offset, int length) {
        int consumed = handler.onBytes(buffer, offset, length);
        if (consumed < 0 || consumed > length) {
            throw new IllegalStateException(
                    handler.getClass().getName() + " consumed " + consumed + " of " + length);
        }
        return consumed;
    }

    private boolean append(int from, int length) {
        OutputChunk room = roomFor(length);
        if (room == null) {
            return false;
        }
        int used = room.used();
        room.buffer().putBytes(used, view, from, length);
        room.used(used + length);
        return true;
    }

    private @Nullable OutputChunk roomFor(int length) {
        OutputChunk chunk = carried;
        int kept = bytes();
        if (chunk != null && chunk.capacity() - chunk.used() >= length) {
            return chunk;
        }
        boolean fits = chunk != null && chunk.capacity() - kept >= length;
        OutputChunk room = fits ? chunk : chunks.takeAtLeast(Math.max(kept + length, 2 * kept));
        if (room != null && chunk != null) {
            room.buffer().putBytes(0, chunk.buffer(), chunk.sent(), kept);
            if (room != chunk) {
                release();
            }
            room.sent(0);
            room.used(kept);
        }
        if (room != null) {
            carried = room;
        }
        return room;
    }

    int bytes() {
        return carried == null ? 0 : carried.used() - carried.sent();
    }

    void release() {
        OutputChunk chunk = carried;
        carried = null;
        if (chunk != null) {
            chunks.release(chunk);
        }
    }
}
