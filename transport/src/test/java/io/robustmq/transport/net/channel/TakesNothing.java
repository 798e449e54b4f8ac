package io.robustmq.transport.net.channel;

import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.DirectBuffer;

/** A handler that never finds a whole packet. */
record TakesNothing(Connection connection) implements ConnectionHandler {
    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        return 0;
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {}
}
