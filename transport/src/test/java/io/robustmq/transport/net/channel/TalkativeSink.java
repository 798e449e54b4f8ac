package io.robustmq.transport.net.channel;

import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;

/** Sends a little for everything it gets, and counts until the end. */
final class TalkativeSink implements ConnectionHandler {
    private static final int WORDS_BYTES = 4096;

    private final Connection connection;
    private final CompletableFuture<Long> seen;
    private long received;

    TalkativeSink(Connection connection, CompletableFuture<Long> seen) {
        this.connection = connection;
        this.seen = seen;
        talk();
    }

    private void talk() {
        int at = connection.claim(WORDS_BYTES);
        if (at >= 0) {
            connection.output().setMemory(at, WORDS_BYTES, (byte) 1);
        }
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        received += length;
        talk();
        return length;
    }

    @Override
    public void onWritable() {
        talk();
    }

    @Override
    public void onClosed() {
        seen.complete(received);
    }
}
