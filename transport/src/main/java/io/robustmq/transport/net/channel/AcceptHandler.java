package io.robustmq.transport.net.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The listening end: each accepted socket goes to {@code onAccepted}. When accepting fails, most often for want of
 * file descriptors, it pauses instead of spinning on the error; the kernel keeps who waits.
 */
@OwnedBy(Core.class)
final class AcceptHandler extends ChannelInboundHandlerAdapter implements Timed {
    static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = System.getLogger(AcceptHandler.class.getName());

    private final String name;
    private final Core core;
    private final Channel server;
    private final Consumer<Channel> onAccepted;
    private long pause = Timers.NONE;
    private boolean told;

    AcceptHandler(String name, Core core, Channel server, Consumer<Channel> onAccepted) {
        this.name = name;
        this.core = core;
        this.server = server;
        this.onAccepted = onAccepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object socket) {
        onAccepted.accept((Channel) socket);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!told) {
            told = true;
            LOG.log(Level.WARNING, name + ": accepting failed and is tried again every 100 ms: " + cause.getMessage());
        }
        if (pause == Timers.NONE && server.isOpen()) {
            server.config().setAutoRead(false);
            pause = core.timers().schedule(core.clock().nowNs() + PAUSE_NS, this);
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
            core.timers().cancel(pause);
            pause = Timers.NONE;
        }
    }
}
