package io.robustmq.transport.net.raw;

import io.netty.channel.unix.Socket;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A client connection being made: ends in exactly one of connected and failed. */
@OwnedBy(Core.class)
abstract class Connecting implements Timed {
    /** Longest a peer may take to answer. */
    static final long CONNECT_TIMEOUT_NS = 10_000_000_000L;

    final RawSockets sockets;
    private final Acceptor acceptor;
    private final Core.ConnectFailure onFailure;
    private @Nullable Socket socket;
    private String target = "";
    private long timer = Timers.NONE;

    Connecting(RawSockets sockets, Acceptor acceptor, Core.ConnectFailure onFailure) {
        this.sockets = sockets;
        this.acceptor = acceptor;
        this.onFailure = onFailure;
    }

    final void start(Endpoint endpoint) {
        target = endpoint.address().getHostString() + ":" + endpoint.address().getPort();
        try {
            Socket opened = TcpSockets.connecting(endpoint);
            socket = opened;
            boolean immediately = opened.connect(endpoint.address());
            long nowNs = sockets.core().clock().nowNs();
            timer = sockets.core().timers().schedule(nowNs + CONNECT_TIMEOUT_NS, this);
            if (immediately) {
                succeed(opened);
            } else {
                awaitWritable(opened);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** The socket became writable: connected, or failed. */
    final void onWritable() {
        Socket finishing = socket;
        if (finishing == null) {
            return;
        }
        try {
            if (finishing.finishConnect()) {
                succeed(finishing);
            } else {
                awaitWritable(finishing);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void succeed(Socket connected) throws IOException {
        endWaiting();
        connected(connected, acceptor);
        socket = null;
    }

    private void fail(IOException cause) {
        endWaiting();
        Socket failed = socket;
        socket = null;
        try {
            if (failed != null) {
                failed.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        onFailure.onConnectFailed(
                new IOException("can't connect to " + target + ": " + cause.getMessage(), cause));
    }

    @Override
    public final void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        if (socket != null) {
            fail(new IOException("no answer in time"));
        }
    }

    private void endWaiting() {
        if (timer != Timers.NONE) {
            sockets.core().timers().cancel(timer);
            timer = Timers.NONE;
        }
        stopWaiting();
    }

    /** Have {@link #onWritable} called once. */
    abstract void awaitWritable(Socket connecting) throws IOException;

    /** No longer interested; the socket may be closed or become a connection right after. */
    abstract void stopWaiting();

    abstract void connected(Socket connected, Acceptor acceptor) throws IOException;
}
