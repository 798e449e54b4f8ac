package io.robustmq.transport.net.raw;

import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CountDownLatch;
import org.agrona.DirectBuffer;

/** Takes all input in and keeps it; written by the core, read by the test after a hand-over. */
class RecordingHandler implements ConnectionHandler {
    final Connection connection;
    final CountDownLatch closed = new CountDownLatch(1);
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    volatile int writableCalls;
    volatile int closedCalls;

    RecordingHandler(Connection connection) {
        this.connection = connection;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        keep(buffer, offset, length);
        return length;
    }

    final synchronized void keep(DirectBuffer buffer, int offset, int length) {
        byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        input.writeBytes(copy);
    }

    final synchronized byte[] input() {
        return input.toByteArray();
    }

    final synchronized int inputBytes() {
        return input.size();
    }

    @Override
    public void onWritable() {
        writableCalls++;
    }

    @Override
    public void onClosed() {
        closedCalls++;
        closed.countDown();
    }
}
