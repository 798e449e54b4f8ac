package io.robustmq.transport.net.raw;

import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.util.concurrent.Future;
import java.io.IOException;

/** Registers our handles with Netty's io_uring loop, on the loop's own thread. */
record UringLoop(ManualIoEventLoop loop) {
    IoRegistration register(IoUringIoHandle handle) throws IOException {
        Future<IoRegistration> done = loop.register(handle);
        if (!done.isSuccess()) {
            throw new IOException("io_uring does not take another handle", done.cause());
        }
        return done.getNow();
    }
}
