package io.robustmq.storage.log;

import java.util.concurrent.locks.LockSupport;

/** The thread {@code log-mover}: looks now and then, works when a move is due. */
public final class MoverThread {
    /** Looking at many logs takes a while. */
    private static final long SLEEP_NS = 200_000_000;

    /** Sleep while a move waits for its budget or for events to be committed. */
    private static final long SHORT_SLEEP_NS = 10_000_000;

    private final LogMover mover;
    private final Thread thread;
    private volatile boolean stopping;

    private MoverThread(LogMover mover) {
        this.mover = mover;
        this.thread = new Thread(this::run, "log-mover");
        thread.setDaemon(true);
    }

    public static MoverThread start(LogMover mover) {
        MoverThread started = new MoverThread(mover);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (!stopping && !mover.isOver()) {
                if (mover.turn(System.nanoTime()) == 0) {
                    LockSupport.parkNanos(this, mover.isMoving() ? SHORT_SLEEP_NS : SLEEP_NS);
                }
            }
        } catch (RuntimeException | Error e) {
            mover.fail(e);
            throw e;
        }
    }

    /** Before the journal stops; what was under way is begun again at the next start. */
    public void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
