package io.robustmq.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGTERM and SIGINT as an orderly end with exit code 0 (a JVM left alone would end with 143), and
 * SIGHUP as the wish to read certificates and users again.
 */
final class Signals implements AutoCloseable {
    private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();

    private Signals() {}

    static Signals install() {
        Signals signals = new Signals();
        Signal.handle(new Signal("TERM"), _ -> signals.wishes.add(Wish.STOP));
        Signal.handle(new Signal("INT"), _ -> signals.wishes.add(Wish.STOP));
        Signal.handle(new Signal("HUP"), _ -> signals.wishes.add(Wish.RELOAD));
        return signals;
    }

    /** The disk failed: the process is to end, with an exit code of its own. Any thread. */
    void fenced() {
        wishes.add(Wish.FENCE);
    }

    /** Waits for the next of them. */
    Wish await() throws InterruptedException {
        return wishes.take();
    }

    /** A second signal now ends the process at once. */
    @Override
    public void close() {
        Signal.handle(new Signal("TERM"), SignalHandler.SIG_DFL);
        Signal.handle(new Signal("INT"), SignalHandler.SIG_DFL);
        Signal.handle(new Signal("HUP"), SignalHandler.SIG_IGN);
    }

    /** What the operator or the machine wants of the process. */
    enum Wish {
        STOP,
        RELOAD,
        FENCE
    }
}
