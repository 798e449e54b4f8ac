package io.robustmq.transport.core;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;

/** Netty's loop, driven by the core's duty cycle; refuses to block once a wake-up was asked for. */
final class CoreLoop extends ManualIoEventLoop {
    private final SleepFlag sleepFlag;

    CoreLoop(Thread thread, IoHandlerFactory factory, SleepFlag sleepFlag) {
        super(thread, factory);
        this.sleepFlag = sleepFlag;
    }

    @Override
    protected boolean canBlock() {
        return sleepFlag.mayBlock();
    }
}
