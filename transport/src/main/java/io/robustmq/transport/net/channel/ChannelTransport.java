package io.robustmq.transport.net.channel;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.ServerChannel;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.SocketTransport;
import io.robustmq.transport.net.TransportKind;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One core's connections over Netty channels: any mix of TLS and WebSocket, on every kernel
 * interface.
 *
 * <p>Netty's own timers stay unused, since the loop can't sleep while one is armed: every deadline
 * is on the core's wheel.
 */
@OwnedBy(Core.class)
public final class ChannelTransport implements SocketTransport {
    /** Largest single read; a connection starts with less and grows to it. */
    static final int READ_BYTES_MAX = 64 << 10;

    static final int READ_BYTES_MIN = 512, READ_BYTES_FIRST = 2048;

    /** Most reads of one connection before the others have their turn. */
    static final int READS_PER_CYCLE = 4;

    private final ManualIoEventLoop loop;
    private final SocketChannels channels;
    private final ChannelCore shared;
    private final Set<Channel> open = new HashSet<>();
    private final Handshakes handshakes = new Handshakes();
    private final ConnectionLayers layers;

    public ChannelTransport(
            ManualIoEventLoop loop,
            TransportKind kind,
            Core core,
            DirtyConnections dirty,
            CoreCells cells,
            CoreErrors errors) {
        this.loop = loop;
        this.channels = new SocketChannels(kind);
        this.shared = new ChannelCore(core, dirty, cells, errors);
        this.layers = new ConnectionLayers(shared, handshakes);
    }

    @Override
    public Core.Listener listen(Endpoint endpoint, Acceptor acceptor) throws IOException {
        ServerChannel server = channels.newServer();
        server.config().setOption(ChannelOption.SO_REUSEADDR, true);
        if (!channels.sharePort(server) && shared.core().index() > 0) {
            server.unsafe().closeForcibly();
            throw new IOException(
                    endpoint.name()
                            + ": this system has no SO_REUSEPORT for NIO, so only core 0 can listen");
        }
        server.pipeline()
                .addLast(
                        new AcceptHandler(
                                endpoint.name(),
                                shared,
                                server,
                                socket -> accepted(socket, endpoint, acceptor)));
        ChannelFuture bound = register(server);
        if (bound.isSuccess()) {
            bound = server.bind(endpoint.address());
        }
        if (!bound.isSuccess()) { // known at once, since this is the loop's own thread
            server.close();
            throw new IOException(
                    endpoint.name()
                            + ": cannot listen on "
                            + endpoint.address()
                            + ": "
                            + reason(bound),
                    bound.cause());
        }
        return new ChannelListener(server);
    }

    private static String reason(ChannelFuture failed) {
        return failed.cause() == null ? "not in time" : String.valueOf(failed.cause().getMessage());
    }

    /** Counts the channel as open until its last use of memory is over. */
    private ChannelFuture register(Channel channel) {
        open.add(channel);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        return loop.register(channel);
    }

    private void accepted(Channel socket, Endpoint endpoint, Acceptor acceptor) {
        if (handshakes.isFull()) {
            socket.unsafe().closeForcibly();
            return;
        }
        prepare(socket, endpoint, acceptor, null);
        register(socket);
    }

    /** The address must be resolved, because a core never waits for DNS. */
    @Override
    public void connect(Endpoint endpoint, Acceptor acceptor, Core.ConnectFailure onFailure) {
        if (endpoint.address().isUnresolved()) {
            onFailure.onConnectFailed(
                    new IOException("unknown host " + endpoint.address().getHostString()));
            return;
        }
        Channel socket = channels.newClient();
        ConnectionSetup setup = prepare(socket, endpoint, acceptor, onFailure);
        register(socket);
        startConnect(socket, endpoint, setup);
    }

    private static void startConnect(Channel socket, Endpoint endpoint, ConnectionSetup setup) {
        socket.connect(endpoint.address())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        setup.failed(connected.cause());
                        socket.close();
                    }
                });
    }

    private ConnectionSetup prepare(
            Channel socket,
            Endpoint endpoint,
            Acceptor acceptor,
            Core.@Nullable ConnectFailure onFailure) {
        ChannelConfig config = socket.config();
        config.setOption(ChannelOption.TCP_NODELAY, true);
        config.setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setRecvByteBufAllocator(
                new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_FIRST, READ_BYTES_MAX)
                        .maxMessagesPerRead(READS_PER_CYCLE));
        return layers.addTo(socket, endpoint, acceptor, onFailure);
    }

    @Override
    public long beforeWait(long waitNs, long nowNs) {
        return waitNs;
    }

    @Override
    public void shutdown() {
        for (Channel channel : List.copyOf(open)) {
            ChannelHandlerContext socket = channel.pipeline().firstContext();
            if (socket != null) {
                socket.close(); // at once: peers were told before, or will find out
            }
        }
    }

    @Override
    public int openSockets() {
        return open.size();
    }
}
