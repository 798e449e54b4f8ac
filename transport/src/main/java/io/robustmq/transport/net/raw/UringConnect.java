package io.robustmq.transport.net.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Waits on io_uring, by a poll, for a client connection to be made. */
@OwnedBy(Core.class)
final class UringConnect extends Connecting implements IoUringIoHandle {
    private final UringTransport transport;
    private final UringLoop loop;
    private @Nullable IoRegistration registration;
    private long pollId;
    private boolean polling;

    UringConnect(
            UringTransport transport,
            UringLoop loop,
            RawSockets sockets,
            Acceptor acceptor,
            Core.ConnectFailure onFailure) {
        super(sockets, acceptor, onFailure);
        this.transport = transport;
        this.loop = loop;
    }

    @Override
    void awaitWritable(Socket connecting) throws IOException {
        IoRegistration known = registration;
        if (known == null) {
            known = loop.register(this);
            registration = known;
        }
        polling = true;
        pollId = known.submit(UringAbi.pollWritable(connecting.intValue(), (short) 0));
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        if (((IoUringIoEvent) event).opcode() == UringAbi.OP_POLL_ADD) {
            polling = false;
            onWritable();
        }
    }

    /** The poll holds the file, not the descriptor, so that closing that does not wait for it. */
    @Override
    void stopWaiting() {
        IoRegistration known = registration;
        if (known == null) {
            return;
        }
        if (polling) {
            known.submit(UringAbi.cancel(pollId, (short) 0));
        }
        known.cancel();
        registration = null;
    }

    @Override
    void connected(Socket connected, Acceptor acceptor) {
        transport.connected(connected, acceptor);
    }

    @Override
    public void close() {
        stopWaiting();
    }
}
