package io.robustmq.transport.net.raw;

import io.netty.channel.unix.Socket;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Opens listening sockets the way all cores want them. */
final class ListeningSocket {
    /** Handshakes that may wait for accept; the kernel's somaxconn cuts it further. */
    private static final int BACKLOG = 4096;

    private ListeningSocket() {}

    /**
     * @throws IOException the message names endpoint and address
     */
    static Socket open(Endpoint endpoint) throws IOException {
        InetSocketAddress address = endpoint.address();
        if (address.isUnresolved()) {
            throw new IOException(endpoint.name() + ": unknown host " + address.getHostString());
        }
        Socket socket = Socket.newSocketStream();
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
}
