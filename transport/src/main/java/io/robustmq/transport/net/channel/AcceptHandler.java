package io.robustmq.transport.net.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The listening end: each accepted socket goes to {@code onAccepted}. When accepting fails, most
 * often for want of file descriptors, it pauses instead of spinning on the error; the kernel keeps
 * who waits.
 */
@OwnedBy(Core.class)
final class AcceptHandler extends ChannelInboundHandlerAdapter implements Timed {
    static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String name;
    private final ChannelCore shared;
    private final Channel server;
    private final Consumer<Channel> onAccepted;
    private long pause = Timers.NONE;

    AcceptHandler(String name, ChannelCore shared, Channel server, Consumer<Channel> onAccepted) {
        this.name = name;
        this.shared = shared;
        this.server = server;
        this.onAccepted = onAccepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object socket) {
        onAccepted.accept((Channel) socket);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        shared.errors().onError("accepting for " + name + ", tried again every 100 ms,", cause);
        if (pause == Timers.NONE && server.isOpen()) {
            server.config().setAutoRead(false);
            pause = shared.core().timers().schedule(shared.core().clock().nowNs() + PAUSE_NS, this);
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        pause = Timers.NONE;
        server.config().setAutoRead(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (pause != Timers.NONE) {
            shared.core().timers().cancel(pause);
            pause = Timers.NONE;
        }
    }
}
