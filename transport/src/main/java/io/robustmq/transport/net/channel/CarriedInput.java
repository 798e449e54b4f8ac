package io.robustmq.transport.net.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Shows a connection's reads to its handler in place, and keeps what the handler leaves until the next read. */
@OwnedBy(Core.class)
final class CarriedInput {
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private @Nullable ByteBuf carried;

    /** Takes over {@code read}. @return bytes the handler left */
    int offer(ByteBuf read, ConnectionHandler handler, ByteBufAllocator allocator) {
        ByteBuf bytes = read;
        if (carried != null) {
            carried.discardSomeReadBytes();
            carried.writeBytes(read); // grows by what arrived, never by a declared length
            read.release();
            bytes = carried;
        }
        return deliver(bytes, handler, allocator);
    }

    /** Shows the carried bytes again. @return bytes the handler left */
    int offerAgain(ConnectionHandler handler, ByteBufAllocator allocator) {
        ByteBuf bytes = carried;
        return bytes == null ? 0 : deliver(bytes, handler, allocator);
    }

    private int deliver(ByteBuf bytes, ConnectionHandler handler, ByteBufAllocator allocator) {
        boolean kept = false;
        try {
            int length = bytes.readableBytes();
            ByteBufViews.wrap(view, bytes);
            int consumed = handler.onBytes(view, 0, length);
            assert consumed >= 0 && consumed <= length : "consumed " + consumed + " of " + length;
            bytes.skipBytes(consumed);
            int rest = length - consumed;
            if (rest > 0) {
                kept = true;
                keep(bytes, allocator);
            }
            return rest;
        } finally {
            if (!kept) {
                carried = null;
                bytes.release();
            }
        }
    }

    private void keep(ByteBuf bytes, ByteBufAllocator allocator) {
        if (bytes != carried) {
            carried = allocator.directBuffer(bytes.readableBytes()).writeBytes(bytes);
            bytes.release();
        }
    }

    boolean isEmpty() {
        return carried == null;
    }

    void release() {
        if (carried != null) {
            carried.release();
            carried = null;
        }
    }
}
