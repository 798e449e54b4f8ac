package io.robustmq.transport.net;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen or connect, and what lies between the socket and the handler's bytes.
 *
 * @param name as in configuration and metrics: {@code mqtt.tcp}, {@code mqtt.wss}
 * @param address host and port; port 0 lets the kernel choose (listening only)
 * @param tls null for plain
 * @param webSocket null for none
 */
public record Endpoint(
        String name,
        InetSocketAddress address,
        @Nullable TlsContext tls,
        @Nullable WebSocketOptions webSocket) {
    public static Endpoint tcp(String name, InetSocketAddress address) {
        return new Endpoint(name, address, null, null);
    }
}
