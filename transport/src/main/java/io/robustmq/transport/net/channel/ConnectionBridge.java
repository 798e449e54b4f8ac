package io.robustmq.transport.net.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** The end of the pipeline once a connection is open: hands Netty's events to it. */
@OwnedBy(Core.class)
final class ConnectionBridge extends ChannelInboundHandlerAdapter {
    private final ChannelConnection connection;

    ConnectionBridge(ChannelConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.onRead((ByteBuf) message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            connection.onPeerEnded();
        } else if (event == StreamEnd.WEB_SOCKET_CLOSED
                || event instanceof SslCloseCompletionEvent) {
            connection.onStreamEnd();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.onInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.onError(cause);
    }
}
