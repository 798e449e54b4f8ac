package io.robustmq.transport.net.raw;

import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.util.concurrent.Future;
import java.io.IOException;

/** Registers our sockets with Netty's epoll loop, on the loop's own thread. */
record EpollLoop(ManualIoEventLoop loop) {
    IoRegistration register(EpollIoHandle handle) throws IOException {
        Future<IoRegistration> done = loop.register(handle);
        if (!done.isSuccess()) {
            throw new IOException("epoll does not take another socket", done.cause());
        }
        return done.getNow();
    }
}
