package io.robustmq.transport.net.channel;

import io.robustmq.transport.net.ConnectionHandler;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;

/** Reports the first byte it sees and answers nothing. */
record FirstByteHandler(CompletableFuture<Byte> seen) implements ConnectionHandler {
    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        seen.complete(buffer.getByte(offset));
        return length;
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {
        seen.completeExceptionally(new java.io.EOFException("closed before a byte came"));
    }
}
