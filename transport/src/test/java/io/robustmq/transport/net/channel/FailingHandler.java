package io.robustmq.transport.net.channel;

import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.DirectBuffer;

/** A handler with a fault. */
final class FailingHandler implements ConnectionHandler {
    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        throw new IllegalStateException("a fault made for this test");
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {}
}
