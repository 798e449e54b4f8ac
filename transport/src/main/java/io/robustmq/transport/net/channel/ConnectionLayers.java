package io.robustmq.transport.net.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import io.robustmq.transport.net.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Stacks a connection's layers on its channel, as the endpoint wants them.
 *
 * <pre>
 *   socket ↔ LingeringClose ↔ [SslHandler] ↔ [HTTP codec, upgrade → WebSocketFrames] ↔ ConnectionSetup → ConnectionBridge
 * </pre>
 */
@OwnedBy(Core.class)
final class ConnectionLayers {
    private final ChannelCore shared;
    private final Handshakes handshakes;

    ConnectionLayers(ChannelCore shared, Handshakes handshakes) {
        this.shared = shared;
        this.handshakes = handshakes;
    }

    /**
     * @param onFailure a client's; null on the accepting side
     */
    ConnectionSetup addTo(
            Channel channel,
            Endpoint endpoint,
            Acceptor acceptor,
            Core.@Nullable ConnectFailure onFailure) {
        boolean client = onFailure != null;
        ChannelPipeline pipeline = channel.pipeline().addLast(new LingeringClose());
        TlsContext tls = endpoint.tls();
        if (tls != null) {
            pipeline.addLast(
                    ((PemTlsContext) tls)
                            .newHandler(channel.alloc(), client ? endpoint.address() : null));
        }
        WebSocketOptions webSocket = endpoint.webSocket();
        if (webSocket != null && client) {
            WebSocketClientUpgrade.addTo(pipeline, webSocket, endpoint.address());
        } else if (webSocket != null) {
            WebSocketServerUpgrade.addTo(pipeline, webSocket);
        }
        ConnectionSetup setup =
                new ConnectionSetup(shared, handshakes, channel, endpoint, acceptor, onFailure);
        pipeline.addLast(setup);
        return setup;
    }
}
