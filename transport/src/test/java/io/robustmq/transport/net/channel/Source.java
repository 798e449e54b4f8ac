package io.robustmq.transport.net.channel;

import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;

/**
 * Sends {@link ByteStream} as fast as it can be claimed, in pieces of many sizes; closes when told
 * to.
 */
final class Source implements ConnectionHandler {
    private static final int PIECE_BYTES_MAX = 40_000;

    final CompletableFuture<Integer> firstRefusal = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Connection connection;
    private final long total;
    private final boolean closesAtEnd;
    private long position;
    private int pieces;
    private volatile int pendingMax;

    Source(Connection connection, long total, boolean closesAtEnd) {
        this.connection = connection;
        this.total = total;
        this.closesAtEnd = closesAtEnd;
        send();
    }

    private void send() {
        while (position < total) {
            int length = (int) Math.min(1 + pieces++ * 7919 % PIECE_BYTES_MAX, total - position);
            int at = connection.claim(length);
            if (at == Connection.BACK_PRESSURED) {
                firstRefusal.complete(connection.pendingBytes());
                return;
            }
            ByteStream.fill(connection.output(), at, length, position);
            position += length;
            pendingMax = Math.max(pendingMax, connection.pendingBytes());
        }
        if (closesAtEnd) {
            connection.close();
        }
    }

    int pendingMax() {
        return pendingMax;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        return length;
    }

    @Override
    public void onWritable() {
        send();
    }

    @Override
    public void onClosed() {
        closed.complete(null);
    }
}
