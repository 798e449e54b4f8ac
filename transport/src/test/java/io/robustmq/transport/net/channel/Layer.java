package io.robustmq.transport.net.channel;

import io.robustmq.transport.net.TlsContext;
import io.robustmq.transport.net.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/** What lies between the socket and the handler. */
enum Layer {
    PLAIN,
    TLS,
    WS,
    WSS;

    @Nullable TlsContext tls(TlsContext context) {
        return this == TLS || this == WSS ? context : null;
    }

    @Nullable WebSocketOptions webSocket() {
        return this == WS || this == WSS ? Rig.WEB_SOCKET : null;
    }
}
