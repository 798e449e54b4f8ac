package io.robustmq.transport.net.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.net.Acceptor;
import java.io.IOException;

/** A listening socket on epoll. */
@OwnedBy(Core.class)
final class EpollListener implements EpollIoHandle, Core.Listener, Timed {
    /** Connections accepted in one cycle. */
    private static final int ACCEPTS_PER_EVENT = 64;

    private final EpollTransport transport;
    private final RawSockets sockets;
    private final Socket socket;
    private final Acceptor acceptor;
    private final int port;
    private final IoRegistration registration;

    /** Where accept(2) puts the peer's address; not looked at. */
    private final byte[] peerAddress = new byte[32];

    EpollListener(
            EpollTransport transport,
            EpollLoop loop,
            RawSockets sockets,
            Socket socket,
            Acceptor acceptor)
            throws IOException {
        this.transport = transport;
        this.sockets = sockets;
        this.socket = socket;
        this.acceptor = acceptor;
        this.port = socket.localAddress().getPort();
        this.registration = loop.register(this);
        registration.submit(EpollInterest.READ);
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        try {
            for (int i = 0; i < ACCEPTS_PER_EVENT; i++) {
                int fd = socket.accept(peerAddress);
                if (fd < 0) {
                    return;
                }
                transport.accepted(fd, acceptor);
            }
        } catch (IOException e) {
            onAcceptFailed(e);
        } catch (Throwable error) {
            sockets.errors().onError("accepting", error);
        }
    }

    private void onAcceptFailed(IOException failure) {
        int errno = failure instanceof NativeIoException e ? -e.expectedErr() : 0;
        switch (errno) {
            case Errno.ECONNABORTED, Errno.EINTR -> {}
            case Errno.EMFILE, Errno.ENFILE -> {
                sockets.cells().add(CoreCell.OUT_OF_DESCRIPTORS, 1);
                backOff();
            }
            default -> {
                sockets.errors().onError("accepting", failure);
                backOff();
            }
        }
    }

    /** Level-triggered epoll would report the backlog in every cycle: look away for a while. */
    private void backOff() {
        registration.submit(EpollInterest.NOTHING);
        Core core = sockets.core();
        core.timers().schedule(core.clock().nowNs() + RawSockets.ACCEPT_BACK_OFF_NS, this);
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        if (socket.isOpen()) {
            registration.submit(EpollInterest.READ);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        if (sockets.core().isCurrentThread()) {
            closeNow();
        } else {
            sockets.core().execute(this::closeNow);
        }
    }

    private void closeNow() {
        if (!socket.isOpen()) {
            return;
        }
        registration.cancel();
        try {
            socket.close();
        } catch (IOException e) {
            sockets.errors().onError("closing a listener", e);
        }
        transport.closed(this);
    }
}
