package io.robustmq.server;

import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs, for the banner and for tests.
 *
 * @param cores a few words
 * @param memory outside the heap, in a few words
 * @param durability what acknowledgements promise, in a few words
 * @param kafkaOff why Kafka has no listener that was asked for; null when it has, or none was
 * @param startedInMs from exec to ready, in steps of 10 ms; -1 when the machine does not say
 */
public record Status(
        int nodeId,
        String cores,
        String memory,
        String durability,
        List<Listener> listeners,
        @Nullable String kafkaOff,
        long startedInMs) {
    /**
     * @param name its key, {@code mqtt.tcp}
     * @param address host and the port really bound
     * @param transport what really carries it
     */
    public record Listener(String name, InetSocketAddress address, String transport) {
        static Listener of(Endpoint endpoint, String transport) {
            TlsContext tls = endpoint.tls();
            String layers =
                    (tls == null ? "" : ", TLS by " + tls.provider())
                            + (endpoint.webSocket() == null ? "" : ", WebSocket");
            return new Listener(endpoint.name(), endpoint.address(), transport + layers);
        }

        String hostPort() {
            return Status.hostPort(address);
        }
    }

    /** {@code 127.0.0.1:1883}, {@code [::1]:1883}. */
    static String hostPort(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
