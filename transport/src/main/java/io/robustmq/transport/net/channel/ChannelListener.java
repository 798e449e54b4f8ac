package io.robustmq.transport.net.channel;

import io.netty.channel.Channel;
import io.robustmq.transport.core.Core;
import java.net.InetSocketAddress;

/** A bound server channel. */
final class ChannelListener implements Core.Listener {
    private final Channel server;
    private final int port;

    ChannelListener(Channel server) {
        this.server = server;
        this.port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.close();
    }
}
