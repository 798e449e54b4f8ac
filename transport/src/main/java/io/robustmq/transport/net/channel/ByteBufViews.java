package io.robustmq.transport.net.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.transport.memory.OutputChunk;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The same bytes seen from both sides of the border between Netty's buffers and ours; nothing is
 * copied.
 */
final class ByteBufViews {
    private ByteBufViews() {}

    /**
     * Lays {@code view} over the readable bytes of {@code bytes}; index 0 is the first of them.
     *
     * @param bytes in one piece, as sockets, TLS engines and {@code ioBuffer} make them
     */
    static void wrap(UnsafeBuffer view, ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (bytes.hasMemoryAddress()) {
            view.wrap(bytes.memoryAddress() + bytes.readerIndex(), length);
        } else if (bytes.hasArray()) {
            view.wrap(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), length);
        } else {
            view.wrap(bytes.internalNioBuffer(bytes.readerIndex(), length).slice());
        }
    }

    /**
     * What is filled and not yet sent of a chunk. The chunk must stay until the write has ended.
     */
    static ByteBuf unsent(OutputChunk chunk) {
        UnsafeBuffer buffer = chunk.buffer();
        int length = chunk.used() - chunk.sent();
        ByteBuffer owner = buffer.byteBuffer();
        if (owner != null) {
            return Unpooled.wrappedBuffer(
                    owner.slice(buffer.wrapAdjustment() + chunk.sent(), length));
        }
        byte[] array = buffer.byteArray();
        if (array != null) {
            return Unpooled.wrappedBuffer(array, buffer.wrapAdjustment() + chunk.sent(), length);
        }
        MemorySegment memory = MemorySegment.ofAddress(buffer.addressOffset() + chunk.sent());
        return Unpooled.wrappedBuffer(memory.reinterpret(length).asByteBuffer());
    }
}
