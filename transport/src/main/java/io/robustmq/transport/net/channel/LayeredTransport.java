package io.robustmq.transport.net.channel;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.SocketTransport;
import java.io.IOException;

/**
 * Plain TCP goes over raw sockets, whatever has TLS or WebSocket on top over channels; both on one
 * loop.
 */
@OwnedBy(Core.class)
public final class LayeredTransport implements SocketTransport {
    private final SocketTransport raw;
    private final SocketTransport channels;

    public LayeredTransport(SocketTransport raw, SocketTransport channels) {
        this.raw = raw;
        this.channels = channels;
    }

    private SocketTransport carrierOf(Endpoint endpoint) {
        return endpoint.tls() == null && endpoint.webSocket() == null ? raw : channels;
    }

    @Override
    public Core.Listener listen(Endpoint endpoint, Acceptor acceptor) throws IOException {
        return carrierOf(endpoint).listen(endpoint, acceptor);
    }

    @Override
    public void connect(Endpoint endpoint, Acceptor acceptor, Core.ConnectFailure onFailure) {
        carrierOf(endpoint).connect(endpoint, acceptor, onFailure);
    }

    @Override
    public long beforeWait(long waitNs, long nowNs) {
        return raw.beforeWait(waitNs, nowNs); // one loop, and one end of its wait
    }

    @Override
    public void afterPoll() {
        raw.afterPoll();
        channels.afterPoll();
    }

    @Override
    public void shutdown() {
        raw.shutdown();
        channels.shutdown();
    }

    @Override
    public int openSockets() {
        return raw.openSockets() + channels.openSockets();
    }
}
