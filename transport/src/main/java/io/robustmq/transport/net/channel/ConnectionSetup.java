package io.robustmq.transport.net.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The end of the pipeline until every layer below is open, within one deadline for all of them;
 * then it asks the acceptor and makes room for {@link ConnectionBridge}. The acceptor never hears
 * of a connection that fails before.
 */
@OwnedBy(Core.class)
final class ConnectionSetup extends ChannelInboundHandlerAdapter implements Timed {
    /** From the accept or connect until bytes may flow. */
    static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(10);

    /** The layer whose opening is the last. */
    private enum Layer {
        SOCKET,
        TLS,
        WEB_SOCKET
    }

    private final ChannelCore shared;
    private final Handshakes handshakes;
    private final Channel channel;
    private final Layer lastLayer;
    private final Acceptor acceptor;
    private final Core.@Nullable ConnectFailure onFailure;
    private @Nullable Throwable cause;
    private long deadline = Timers.NONE;
    private boolean opened;

    /**
     * @param onFailure a client's; null on the accepting side
     */
    ConnectionSetup(
            ChannelCore shared,
            Handshakes handshakes,
            Channel channel,
            Endpoint endpoint,
            Acceptor acceptor,
            Core.@Nullable ConnectFailure onFailure) {
        this.shared = shared;
        this.handshakes = handshakes;
        this.channel = channel;
        this.lastLayer =
                endpoint.webSocket() != null
                        ? Layer.WEB_SOCKET
                        : endpoint.tls() != null ? Layer.TLS : Layer.SOCKET;
        this.acceptor = acceptor;
        this.onFailure = onFailure;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        handshakes.began();
        deadline =
                shared.core().timers().schedule(shared.core().clock().nowNs() + DEADLINE_NS, this);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (lastLayer == Layer.SOCKET) {
            open();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == WebSocketOpened.EVENT) {
            open();
        } else if (event instanceof SslHandshakeCompletionEvent tls) {
            if (!tls.isSuccess()) {
                failed(tls.cause()); // the TLS layer sends its alert and closes
            } else if (lastLayer == Layer.TLS) {
                open();
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            cutOff();
        }
    }

    private void open() {
        if (opened || !channel.isActive()) {
            return;
        }
        opened = true;
        shared.cells()
                .add(
                        onFailure == null
                                ? CoreCell.CONNECTIONS_ACCEPTED
                                : CoreCell.CONNECTIONS_CONNECTED,
                        1);
        ChannelConnection connection = new ChannelConnection(shared, channel, peerSubject(channel));
        channel.pipeline().replace(this, null, new ConnectionBridge(connection));
        connection.open(acceptor);
    }

    private static @Nullable String peerSubject(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return null;
        }
        try {
            X509Certificate peer =
                    (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            return peer.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return null; // no certificate was asked for or shown
        }
    }

    /**
     * Nothing is read before the acceptor saw the connection; what a failed handshake leaves is
     * dropped.
     */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
        failed(error);
        channel.close();
    }

    /** Remembers the first reason; the channel's end reports it. */
    void failed(Throwable reason) {
        if (cause == null) {
            cause = reason;
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        deadline = Timers.NONE;
        failed(
                new IOException(
                        "no connection within "
                                + TimeUnit.NANOSECONDS.toSeconds(DEADLINE_NS)
                                + " s"));
        cutOff();
    }

    private void cutOff() {
        ChannelHandlerContext socket = channel.pipeline().firstContext();
        if (socket != null) {
            socket.close();
        }
    }

    /** Replaced because open, or torn down with the pipeline because the channel ended. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (deadline != Timers.NONE) {
            shared.core().timers().cancel(deadline);
            deadline = Timers.NONE;
        }
        handshakes.ended();
        if (!opened && onFailure != null) {
            onFailure.onConnectFailed(asIoException(cause));
        }
    }

    private static IOException asIoException(@Nullable Throwable cause) {
        if (cause == null) {
            return new IOException("the peer closed during the handshake");
        }
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause.getCause() instanceof IOException io) {
            return io; // a codec's wrapper around what TLS said
        }
        return new IOException(cause.getMessage(), cause);
    }
}
