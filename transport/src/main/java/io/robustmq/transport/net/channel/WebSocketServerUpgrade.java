package io.robustmq.transport.net.channel;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_URI_TOO_LONG;
import static io.netty.handler.codec.http.HttpResponseStatus.SWITCHING_PROTOCOLS;
import static io.netty.handler.codec.http.HttpResponseStatus.UPGRADE_REQUIRED;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The server's half of the opening handshake, RFC 6455 §4.2: one GET, answered by 101 or by the
 * reason why not. After 101 it and the HTTP codec leave the pipeline, and {@link WebSocketFrames}
 * stands in their place.
 */
@OwnedBy(Core.class)
final class WebSocketServerUpgrade extends ChannelInboundHandlerAdapter {
    private final HttpServerCodec codec;
    private final WebSocketOptions options;
    private @Nullable HttpRequest request;
    private boolean answered;

    private WebSocketServerUpgrade(HttpServerCodec codec, WebSocketOptions options) {
        this.codec = codec;
        this.options = options;
    }

    static void addTo(ChannelPipeline pipeline, WebSocketOptions options) {
        HttpServerCodec codec = new HttpServerCodec(WebSocketHandshake.limits());
        pipeline.addLast(codec, new WebSocketServerUpgrade(codec, options));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!answered && message instanceof HttpRequest head) {
                request = head;
                checkHead(context, head);
            }
            HttpRequest accepted = request;
            if (!answered && accepted != null && message instanceof HttpContent body) {
                if (body.content().isReadable()) {
                    refuse(context, BAD_REQUEST, "the request must have no body");
                } else if (message instanceof LastHttpContent) {
                    upgrade(context, accepted);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** The rules of §4.2.1, in the order in which their answers help most. */
    private void checkHead(ChannelHandlerContext context, HttpRequest head) {
        HttpHeaders headers = head.headers();
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        if (head.decoderResult().isFailure()) {
            refuse(
                    context,
                    statusOf(head.decoderResult().cause()),
                    "not a request that could be read");
        } else if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            refuse(context, BAD_REQUEST, "HTTP/1.1 is required");
        } else if (!head.method().equals(HttpMethod.GET)) {
            refuse(context, METHOD_NOT_ALLOWED, "GET is required");
        } else if (!pathOf(head.uri()).equals(options.path())) {
            refuse(context, NOT_FOUND, "the path is " + options.path());
        } else if (headers.getAll(HttpHeaderNames.HOST).size() != 1) {
            refuse(context, BAD_REQUEST, "one Host is required");
        } else if (!WebSocketHandshake.wantsUpgrade(headers)) {
            refuse(context, BAD_REQUEST, "Upgrade: websocket and Connection: Upgrade are required");
        } else if (key == null || !WebSocketHandshake.isKey(key)) {
            refuse(context, BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64");
        } else if (!WebSocketHandshake.VERSION.equals(
                headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            refuse(context, UPGRADE_REQUIRED, "Sec-WebSocket-Version must be 13");
        } else if (!offers(headers, options.subprotocol())) { // [MQTT-6.0.0-3]
            refuse(
                    context,
                    BAD_REQUEST,
                    "Sec-WebSocket-Protocol must offer " + options.subprotocol());
        }
    }

    private static HttpResponseStatus statusOf(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return REQUEST_URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException
                ? REQUEST_HEADER_FIELDS_TOO_LARGE
                : BAD_REQUEST;
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static boolean offers(HttpHeaders headers, String subprotocol) {
        return headers.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol, false);
    }

    private void upgrade(ChannelHandlerContext context, HttpRequest head) {
        answered = true;
        String key = head.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, WebSocketHandshake.accept(key))
                .set(
                        HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL,
                        options.subprotocol()); // [MQTT-6.0.0-4]
        context.writeAndFlush(response);
        WebSocketFrames.server(options.maxFrameBytes()).takeOver(context.pipeline(), this, codec);
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status, String reason) {
        answered = true;
        ByteBuf body = ByteBufUtil.writeUtf8(context.alloc(), reason + "\n");
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        HttpHeaders headers =
                response.headers()
                        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(UPGRADE_REQUIRED)) { // §4.4, and RFC 9110 §15.5.22
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WebSocketHandshake.VERSION)
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        } else if (status.equals(METHOD_NOT_ALLOWED)) {
            headers.set(HttpHeaderNames.ALLOW, HttpMethod.GET.name());
        }
        context.writeAndFlush(response);
        context.close();
    }
}
