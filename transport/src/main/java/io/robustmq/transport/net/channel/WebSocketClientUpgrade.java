package io.robustmq.transport.net.channel;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.WebSocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of the opening handshake, RFC 6455 §4.1: asks, and believes only an answer that
 * fits its key.
 */
@OwnedBy(Core.class)
final class WebSocketClientUpgrade extends ChannelInboundHandlerAdapter {
    private final HttpClientCodec codec;
    private final WebSocketOptions options;
    private final InetSocketAddress server;
    private final String key;
    private boolean accepted;

    private WebSocketClientUpgrade(
            HttpClientCodec codec, WebSocketOptions options, InetSocketAddress server) {
        this.codec = codec;
        this.options = options;
        this.server = server;
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        this.key = Base64.getEncoder().encodeToString(nonce);
    }

    static void addTo(
            ChannelPipeline pipeline, WebSocketOptions options, InetSocketAddress server) {
        HttpClientCodec codec = new HttpClientCodec(WebSocketHandshake.limits(), false, false);
        pipeline.addLast(codec, new WebSocketClientUpgrade(codec, options, server));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null) {
            ask(context);
        }
        context.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent tls && tls.isSuccess()) {
            ask(context);
        }
        context.fireUserEventTriggered(event);
    }

    private void ask(ChannelHandlerContext context) {
        HttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.GET,
                        options.path(),
                        Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, server.getHostString() + ":" + server.getPort())
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WebSocketHandshake.VERSION)
                .set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, options.subprotocol());
        context.writeAndFlush(request);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        try {
            if (message instanceof HttpResponse response) {
                String wrong = whatIsWrong(response);
                if (wrong != null) {
                    throw new IOException("WebSocket refused by " + server + ": " + wrong);
                }
                accepted = true;
            }
            if (accepted && message instanceof LastHttpContent) {
                WebSocketFrames.client(options.maxFrameBytes())
                        .takeOver(context.pipeline(), this, codec);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private @Nullable String whatIsWrong(HttpResponse response) {
        HttpHeaders headers = response.headers();
        if (response.decoderResult().isFailure()) {
            return "an answer that could not be read";
        } else if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            return response.status().toString();
        } else if (!WebSocketHandshake.wantsUpgrade(headers)) {
            return "no Upgrade: websocket";
        } else if (!WebSocketHandshake.accept(key)
                .equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))) {
            return "Sec-WebSocket-Accept does not fit the key";
        } else if (!options.subprotocol()
                .equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL))) {
            return "the subprotocol " + options.subprotocol() + " was not chosen";
        }
        return null;
    }
}
