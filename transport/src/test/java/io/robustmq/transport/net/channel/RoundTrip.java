package io.robustmq.transport.net.channel;

import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;

/** Sends to an echo and checks what returns. */
final class RoundTrip implements ConnectionHandler {
    private final Source source;
    private final Sink sink;

    RoundTrip(Connection connection, long total) {
        sink = new Sink(connection, total);
        source = new Source(connection, total, false);
    }

    CompletableFuture<Long> received() {
        return sink.received;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        return sink.onBytes(buffer, offset, length);
    }

    @Override
    public void onWritable() {
        source.onWritable();
    }

    @Override
    public void onClosed() {
        sink.onClosed();
    }
}
