package io.robustmq.loadgen.server;

import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;

/** Sends each PUBLISH back as it came, packet identifier and all. */
final class EchoPeer extends NullPeer {
    EchoPeer(NullCore core, Connection connection) {
        super(core, connection);
    }

    @Override
    void onPublish(DirectBuffer buffer, int at, int body, int end) {
        core.published(1, end - at);
        acknowledge(buffer, at, body, end);
        int out = connection.claim(end - at);
        if (out == Connection.BACK_PRESSURED) {
            connection.abort();
        } else {
            connection.output().putBytes(out, buffer, at, end - at);
        }
    }
}
