package io.robustmq.transport.net.channel;

import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;

/**
 * Checks {@link ByteStream} as it arrives; takes what it gets in odd portions, so that a rest is
 * always carried.
 */
final class Sink implements ConnectionHandler {
    /** Bytes received when the last expected one came, or when the connection ended. */
    final CompletableFuture<Long> received = new CompletableFuture<>();

    final CompletableFuture<Long> closedAfter = new CompletableFuture<>();
    final Connection connection;
    private final long total;
    private long position;

    /** Including what was left for the next call. */
    private long shown;

    Sink(Connection connection, long total) {
        this.connection = connection;
        this.total = total;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        boolean last = position + length >= total;
        int taken = last ? length : Math.max(1, length - length % 1021);
        long wrong = ByteStream.mismatch(buffer, offset, taken, position);
        if (wrong >= 0) {
            received.completeExceptionally(new AssertionError("wrong byte at " + wrong));
        }
        position += taken;
        shown = position + length - taken;
        if (position >= total) {
            received.complete(position);
        }
        return taken;
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {
        closedAfter.complete(shown);
        received.complete(position);
    }
}
