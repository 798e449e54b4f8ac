package io.robustmq.transport.net.channel;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.ServerChannel;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One core's connections over Netty channels: any mix of TLS and WebSocket, on every kernel interface. A pipeline is
 *
 * <pre>
 *   socket ↔ LingeringClose ↔ [SslHandler] ↔ [HTTP codec, upgrade → WebSocketFrames] ↔ ConnectionSetup → ConnectionBridge
 * </pre>
 *
 * Netty's own timers stay unused, since the loop can't sleep while one is armed: every deadline is on the core's wheel.
 */
@OwnedBy(Core.class)
public final class ChannelTransport {
    /** Largest single read; a connection starts with less and grows to it. */
    static final int READ_BYTES_MAX = 64 << 10;
    static final int READ_BYTES_MIN = 512, READ_BYTES_FIRST = 2048;
    /** Most reads of one connection before the others have their turn. */
    static final int READS_PER_CYCLE = 4;
    /** Most connections of this core in a TLS or WebSocket handshake; further ones are closed at once. */
    static final int HANDSHAKES_MAX = 8192;

    private static final long BIND_TIMEOUT_SECONDS = 10;

    private final ManualIoEventLoop loop;
    private final SocketChannels channels;
    private final Core core;
    private final DirtyConnections dirty;
    private int handshakes;

    public ChannelTransport(ManualIoEventLoop loop, TransportKind kind, Core core, DirtyConnections dirty) {
        this.loop = loop;
        this.channels = new SocketChannels(kind);
        this.core = core;
        this.dirty = dirty;
    }

    /**
     * Any thread: binds with SO_REUSEPORT and returns once bound.
     *
     * @throws IOException the address can't be had; the message names endpoint and address
     */
    public Core.Listener listen(Endpoint endpoint, Acceptor acceptor) throws IOException {
        ServerChannel server = channels.newServer();
        server.config().setOption(ChannelOption.SO_REUSEADDR, true);
        if (!channels.sharePort(server) && core.index() > 0) {
            server.unsafe().closeForcibly();
            throw new IOException(
                    endpoint.name() + ": this system has no SO_REUSEPORT for NIO, so only core 0 can listen");
        }
        server.pipeline()
                .addLast(
                        new AcceptHandler(
                                endpoint.name(), core, server, socket -> accepted(socket, endpoint, acceptor)));
        awaitBound(bind(server, endpoint), server, endpoint);
        return new ChannelListener(server);
    }

    private ChannelFuture bind(ServerChannel server, Endpoint endpoint) {
        ChannelPromise bound = server.newPromise();
        loop.register(server)
                .addListener(
                        registered -> {
                            if (registered.isSuccess()) {
                                server.bind(endpoint.address(), bound);
                            } else {
                                bound.setFailure(registered.cause());
                            }
                        });
        return bound;
    }

    private static void awaitBound(ChannelFuture bound, ServerChannel server, Endpoint endpoint) throws IOException {
        String what = endpoint.name() + ": cannot listen on " + endpoint.address();
        try {
            // On the core's own thread it is done already, and waiting would be for ourselves.
            if (!bound.isDone() && !bound.await(BIND_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                server.close();
                throw new IOException(what + ": the core does not run");
            }
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(what + ": interrupted");
        }
        if (!bound.isSuccess()) {
            server.close();
            throw new IOException(what + ": " + bound.cause().getMessage(), bound.cause());
        }
    }

    private void accepted(Channel socket, Endpoint endpoint, Acceptor acceptor) {
        if (handshakes >= HANDSHAKES_MAX) {
            socket.unsafe().closeForcibly();
            return;
        }
        prepare(socket, endpoint, acceptor, null);
        loop.register(socket)
                .addListener(
                        registered -> {
                            if (!registered.isSuccess()) {
                                socket.unsafe().closeForcibly();
                            }
                        });
    }

    /** Starts a client connection; the address must be resolved, because a core never waits for DNS. */
    public void connect(Endpoint endpoint, Acceptor acceptor, Core.ConnectFailure onFailure) {
        if (endpoint.address().isUnresolved()) {
            onFailure.onConnectFailed(new IOException("unknown host " + endpoint.address().getHostString()));
            return;
        }
        Channel socket = channels.newClient();
        ConnectionSetup setup = prepare(socket, endpoint, acceptor, onFailure);
        loop.register(socket).addListener(registered -> startConnect(socket, endpoint, setup));
    }

    private static void startConnect(Channel socket, Endpoint endpoint, ConnectionSetup setup) {
        socket.connect(endpoint.address())
                .addListener(
                        connected -> {
                            if (!connected.isSuccess()) {
                                setup.failed(connected.cause());
                                socket.close();
                            }
                        });
    }

    private ConnectionSetup prepare(
            Channel socket, Endpoint endpoint, Acceptor acceptor, Core.@Nullable ConnectFailure onFailure) {
        ChannelConfig config = socket.config();
        config.setOption(ChannelOption.TCP_NODELAY, true);
        config.setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        config.setRecvByteBufAllocator(
                new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_FIRST, READ_BYTES_MAX)
                        .maxMessagesPerRead(READS_PER_CYCLE));
        handshakes++;
        ConnectionSetup setup =
                new ConnectionSetup(core, dirty, socket, endpoint, acceptor, onFailure, () -> handshakes--);
        boolean client = onFailure != null;
        ChannelPipeline pipeline = socket.pipeline().addLast(new LingeringClose());
        if (endpoint.tls() instanceof PemTlsContext tls) {
            pipeline.addLast(tls.newHandler(socket.alloc(), client ? endpoint.address() : null));
        }
        if (endpoint.webSocket() != null) {
            if (client) {
                WebSocketClientUpgrade.addTo(pipeline, endpoint.webSocket(), endpoint.address());
            } else {
                WebSocketServerUpgrade.addTo(pipeline, endpoint.webSocket());
            }
        }
        pipeline.addLast(setup);
        return setup;
    }
}
