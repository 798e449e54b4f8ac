package io.robustmq.transport.net.channel;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.PromiseNotifier;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * Next to the socket: a close sends what was written, then FIN, and waits for the peer's. Closing a
 * socket with unread input resets it, and a reset takes back what the peer has not read yet, which
 * is often the reason for the close. Whoever closes sets a deadline and then cuts off with {@code
 * firstContext().close()}.
 */
@OwnedBy(Core.class)
final class LingeringClose extends ChannelDuplexHandler {
    private boolean lingering;

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!(context.channel() instanceof DuplexChannel socket) || !socket.isActive()) {
            context.close(promise);
            return;
        }
        socket.closeFuture().addListener(new PromiseNotifier<>(promise));
        if (!lingering) {
            lingering = true;
            socket.config().setAutoRead(true); // or the peer's FIN would go unseen
            context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(sent -> finish(context, socket));
        }
    }

    private static void finish(ChannelHandlerContext context, DuplexChannel socket) {
        if (socket.isInputShutdown()) {
            context.close();
        } else if (socket.isActive()) {
            socket.shutdownOutput()
                    .addListener(done -> {
                        if (!done.isSuccess() || socket.isInputShutdown()) {
                            context.close();
                        }
                    });
        }
    }

    /**
     * The peer's FIN: the end of a lingering connection; one that is open may still have something
     * to send.
     */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (lingering && event == ChannelInputShutdownEvent.INSTANCE && finished(context)) {
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private static boolean finished(ChannelHandlerContext context) {
        return context.channel() instanceof DuplexChannel socket && socket.isOutputShutdown();
    }
}
