package io.robustmq.transport.net.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Waits on epoll for a client connection to be made. */
@OwnedBy(Core.class)
final class EpollConnect extends Connecting {
    private final EpollTransport transport;
    private final EpollLoop loop;
    private @Nullable IoRegistration registration;

    EpollConnect(
            EpollTransport transport,
            EpollLoop loop,
            RawSockets sockets,
            Acceptor acceptor,
            Core.ConnectFailure onFailure) {
        super(sockets, acceptor, onFailure);
        this.transport = transport;
        this.loop = loop;
    }

    @Override
    void awaitWritable(Socket connecting) throws IOException {
        if (registration == null) {
            registration = loop.register(new Handle(connecting));
            registration.submit(EpollInterest.WRITE);
        }
    }

    @Override
    void stopWaiting() {
        if (registration != null) {
            registration.cancel();
            registration = null;
        }
    }

    @Override
    void connected(Socket connected, Acceptor acceptor) throws IOException {
        transport.connected(connected, acceptor);
    }

    private final class Handle implements EpollIoHandle {
        private final Socket socket;

        Handle(Socket socket) {
            this.socket = socket;
        }

        @Override
        public FileDescriptor fd() {
            return socket;
        }

        @Override
        public void handle(IoRegistration source, IoEvent event) {
            onWritable();
        }

        @Override
        public void close() {}
    }
}
