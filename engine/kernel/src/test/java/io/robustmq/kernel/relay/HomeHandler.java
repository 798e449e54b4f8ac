package io.robustmq.kernel.relay;

import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.io.ByteArrayOutputStream;
import org.agrona.DirectBuffer;

/** What serves a relayed connection at its home: takes as much as the test lets it. */
final class HomeHandler implements ConnectionHandler {
    final Connection connection;
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    /** Bytes taken in one call at most. */
    int appetite = Integer.MAX_VALUE;

    int closed;
    int writable;

    HomeHandler(Connection connection) {
        this.connection = connection;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        int bytes = Math.min(length, appetite);
        byte[] copy = new byte[bytes];
        buffer.getBytes(offset, copy);
        taken.writeBytes(copy);
        return bytes;
    }

    @Override
    public void onWritable() {
        writable++;
    }

    @Override
    public void onClosed() {
        closed++;
    }

    /** False when the output is at its bound. */
    boolean write(byte[] bytes) {
        int at = connection.claim(bytes.length);
        if (at >= 0) {
            connection.output().putBytes(at, bytes);
        }
        return at >= 0;
    }
}
