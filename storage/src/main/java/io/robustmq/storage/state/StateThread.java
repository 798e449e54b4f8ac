package io.robustmq.storage.state;

import java.util.concurrent.locks.LockSupport;

/**
 * The thread {@code state-applier}. It is in no hurry: nobody waits for what it does, so it looks
 * now and then and works through what it finds.
 */
public final class StateThread {
    private static final long SLEEP_NS = 20_000_000;

    private final StateApplier applier;
    private final Thread thread;
    private volatile boolean stopping;

    private StateThread(StateApplier applier) {
        this.applier = applier;
        this.thread = new Thread(this::run, "state-applier");
    }

    public static StateThread start(StateApplier applier) {
        StateThread state = new StateThread(applier);
        state.thread.setDaemon(true);
        state.thread.start();
        return state;
    }

    private void run() {
        try {
            while (!stopping) {
                if (applier.turn(System.nanoTime()) == 0) {
                    LockSupport.parkNanos(SLEEP_NS);
                }
            }
            applier.drain(System.nanoTime());
        } catch (RuntimeException | Error e) {
            applier.fail(e);
            throw e;
        }
    }

    /** Before the journal stops: applies and flushes what is committed. */
    public void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
