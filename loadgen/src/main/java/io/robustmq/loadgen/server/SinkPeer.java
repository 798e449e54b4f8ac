package io.robustmq.loadgen.server;

import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;

/** Counts and drops. */
final class SinkPeer extends NullPeer {
    SinkPeer(NullCore core, Connection connection) {
        super(core, connection);
    }

    @Override
    void onPublish(DirectBuffer buffer, int at, int body, int end) {
        core.published(1, end - at);
        acknowledge(buffer, at, body, end);
    }
}
