package io.robustmq.transport.net;

import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;

/** Returns what it gets; pauses reading while its output is at its bound. */
public final class EchoHandler implements ConnectionHandler {
    private static final int PIECE_BYTES_MAX = 16 << 10;

    private final Connection connection;
    private final CompletableFuture<Void> closed;

    public EchoHandler(Connection connection) {
        this(connection, new CompletableFuture<>());
    }

    public EchoHandler(Connection connection, CompletableFuture<Void> closed) {
        this.connection = connection;
        this.closed = closed;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        int done = 0;
        while (done < length) {
            int piece = Math.min(PIECE_BYTES_MAX, length - done);
            int at = connection.claim(piece);
            if (at == Connection.BACK_PRESSURED) {
                connection.pauseReading();
                return done;
            }
            connection.output().putBytes(at, buffer, offset + done, piece);
            done += piece;
        }
        return length;
    }

    @Override
    public void onWritable() {
        connection.resumeReading();
    }

    @Override
    public void onClosed() {
        assert !closed.isDone() : "onClosed twice";
        closed.complete(null);
    }
}
