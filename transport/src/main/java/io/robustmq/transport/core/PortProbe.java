package io.robustmq.transport.core;

import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * Asks for a port without SO_REUSEPORT. Listeners have that option so that cores share a port, and
 * with it a second process of the same user would share it too, without a word. It binds and does
 * not listen: a client that comes in this moment is refused, and not accepted by nobody and cut.
 */
final class PortProbe {
    private PortProbe() {}

    /**
     * Core 0 asks before it listens, the other cores follow it.
     *
     * @throws IOException somebody listens there already; the message names endpoint and address
     */
    static void requireFree(Endpoint endpoint) throws IOException {
        InetSocketAddress address = endpoint.address();
        if (address.isUnresolved()) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open()) {
            // As listeners do: connections in TIME_WAIT don't count.
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address);
        } catch (IOException e) {
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
