package io.robustmq.transport.net.channel;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.Endpoint;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The pipelines of real connections on channels without sockets: bytes in, bytes out. */
final class Pipelines {
    private Pipelines() {}

    /** An embedded channel with the addresses of a TCP one. */
    private static final class Loopback extends EmbeddedChannel {
        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(Rig.LOOPBACK, 1);
        }

        Loopback() {
            super(false, true);
        }
    }

    /** What the channels of this core share. */
    static ChannelCore sharedOf(FakeCore core) {
        CoreCells cells = new CoreCells();
        return new ChannelCore(core, new DirtyConnections(), cells, new CoreErrors("fake", cells));
    }

    static EmbeddedChannel server(
            ChannelCore shared, Handshakes handshakes, Endpoint endpoint, Acceptor acceptor) {
        return registered(shared, handshakes, endpoint, acceptor, null);
    }

    static EmbeddedChannel client(
            ChannelCore shared,
            Handshakes handshakes,
            Endpoint endpoint,
            Acceptor acceptor,
            Core.ConnectFailure onFailure) {
        return registered(shared, handshakes, endpoint, acceptor, onFailure);
    }

    private static EmbeddedChannel registered(
            ChannelCore shared,
            Handshakes handshakes,
            Endpoint endpoint,
            Acceptor acceptor,
            Core.@Nullable ConnectFailure onFailure) {
        Loopback channel = new Loopback();
        Channel prepared = channel;
        new ConnectionLayers(shared, handshakes).addTo(prepared, endpoint, acceptor, onFailure);
        try {
            channel.register();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return channel;
    }
}
