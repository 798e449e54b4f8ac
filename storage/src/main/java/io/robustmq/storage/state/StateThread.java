package io.robustmq.storage.state;

import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread {@code state-applier}. It is in no hurry: nobody waits for what it does, so it looks
 * now and then and works through what it finds; more seldom while it finds nothing.
 */
public final class StateThread {
    private static final long SLEEP_NS_MIN = 5_000_000;

    /** Above it a batch would be written late by what matters. */
    private static final long SLEEP_NS_MAX = 320_000_000;

    private final StateApplier applier;
    private final Consumer<String> onStopped;
    private final BitSet stoppedShards = new BitSet();
    private final Thread thread;
    private volatile boolean stopping;

    private StateThread(StateApplier applier, Consumer<String> onStopped) {
        this.applier = applier;
        this.onStopped = onStopped;
        this.thread = new Thread(this::run, "state-applier");
    }

    /**
     * @param onStopped told once, on this thread, why nothing more of a shard is applied
     */
    public static StateThread start(StateApplier applier, Consumer<String> onStopped) {
        StateThread state = new StateThread(applier, onStopped);
        state.thread.setDaemon(true);
        state.thread.start();
        return state;
    }

    private void run() {
        try {
            long sleepNs = SLEEP_NS_MIN;
            while (!stopping) {
                if (applier.turn(System.nanoTime()) > 0) {
                    sleepNs = SLEEP_NS_MIN;
                } else {
                    tellOfStopped();
                    LockSupport.parkNanos(sleepNs);
                    sleepNs = Math.min(2 * sleepNs, SLEEP_NS_MAX);
                }
            }
            applier.drain(System.nanoTime());
            tellOfStopped();
        } catch (RuntimeException | Error e) {
            applier.fail(e);
            throw e;
        }
    }

    private void tellOfStopped() {
        for (int shard = 0; shard < applier.shards(); shard++) {
            String reason = applier.stoppedBecause(shard);
            if (reason != null && !stoppedShards.get(shard)) {
                stoppedShards.set(shard);
                onStopped.accept(reason);
            }
        }
    }

    /** Before the journal stops: applies and flushes what is committed. */
    public void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
