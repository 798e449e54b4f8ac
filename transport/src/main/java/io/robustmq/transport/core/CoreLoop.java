package io.robustmq.transport.core;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;

/** Netty's loop, driven by the core's duty cycle; refuses to block while control work waits. */
final class CoreLoop extends ManualIoEventLoop {
    private final ControlInbox inbox;

    CoreLoop(Thread thread, IoHandlerFactory factory, ControlInbox inbox) {
        super(thread, factory);
        this.inbox = inbox;
    }

    @Override
    protected boolean canBlock() {
        return inbox.isEmpty();
    }
}
