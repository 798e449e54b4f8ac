package io.robustmq.transport.net.raw;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Opens TCP sockets the way all cores want them. */
final class TcpSockets {
    /** Handshakes that may wait for accept; the kernel's somaxconn cuts it further. */
    private static final int BACKLOG = 4096;

    private TcpSockets() {}

    /**
     * A socket that listens; cores share the port.
     *
     * @throws IOException the message names endpoint and address
     */
    static Socket listening(Endpoint endpoint) throws IOException {
        InetSocketAddress address = resolved(endpoint);
        Socket socket = newSocket();
        try {
            socket.setReuseAddress(true);
            socket.setReusePort(true);
            socket.setTcpNoDelay(true); // Linux hands it on to accepted sockets
            socket.bind(address);
            socket.listen(BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "%s can't listen on %s:%d: %s"
                            .formatted(
                                    endpoint.name(),
                                    address.getHostString(),
                                    address.getPort(),
                                    e.getMessage()),
                    e);
        }
    }

    /** A socket for {@link Socket#connect}. */
    static Socket connecting(Endpoint endpoint) throws IOException {
        resolved(endpoint);
        Socket socket = newSocket();
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static Socket newSocket() throws IOException {
        try {
            return Socket.newSocketStream();
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A core does not ask a name server: whoever makes the endpoint does. */
    private static InetSocketAddress resolved(Endpoint endpoint) throws IOException {
        if (endpoint.tls() != null || endpoint.webSocket() != null) {
            throw new IllegalArgumentException(endpoint + " is not plain TCP");
        }
        if (endpoint.address().isUnresolved()) {
            throw new IOException(
                    endpoint.name() + ": unknown host " + endpoint.address().getHostString());
        }
        return endpoint.address();
    }
}
