package io.robustmq.transport.net.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.net.Acceptor;
import java.io.IOException;

/** A listening socket with one multishot accept: each completion is a new connection. */
@OwnedBy(Core.class)
final class UringListener implements IoUringIoHandle, Core.Listener, Timed {
    private final UringTransport transport;
    private final RawSockets sockets;
    private final Socket socket;
    private final Acceptor acceptor;
    private final int port;
    private final IoRegistration registration;
    private long acceptId;
    private boolean accepting;
    private boolean closing;

    UringListener(
            UringTransport transport,
            UringLoop loop,
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
        accept();
    }

    private void accept() {
        if (!accepting && !closing) {
            accepting = true;
            acceptId = registration.submit(UringAbi.acceptMultishot(socket.intValue()));
        }
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        if (completion.opcode() != UringAbi.OP_ACCEPT) {
            return;
        }
        if ((completion.flags() & UringAbi.CQE_F_MORE) == 0) {
            accepting = false;
        }
        int result = completion.res();
        if (result >= 0) {
            transport.accepted(result, acceptor);
        }
        if (closing) {
            release();
        } else if (result == -Errno.EMFILE || result == -Errno.ENFILE) {
            sockets.cells().add(CoreCell.OUT_OF_DESCRIPTORS, 1);
            backOff();
        } else if (result < 0 && result != -Errno.ECONNABORTED && result != -Errno.EINTR) {
            sockets.errors().onError("accepting", new IOException("errno " + -result));
            backOff();
        } else {
            accept();
        }
    }

    private void backOff() {
        if (!accepting) {
            Core core = sockets.core();
            core.timers().schedule(core.clock().nowNs() + RawSockets.ACCEPT_BACK_OFF_NS, this);
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        accept();
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
        if (closing) {
            return;
        }
        closing = true;
        if (accepting) {
            registration.submit(UringAbi.cancel(acceptId, (short) 0));
        } else {
            release();
        }
    }

    /** The kernel no longer accepts on it: the port is free again. */
    private void release() {
        if (!accepting && socket.isOpen()) {
            registration.cancel();
            try {
                socket.close();
            } catch (IOException e) {
                sockets.errors().onError("closing a listener", e);
            }
            transport.closed(this);
        }
    }
}
