package io.robustmq.transport.core;

import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * Control work for a core from any thread: connects, closes, reloads. Bounded; lock-free for
 * writers, wait-free for the core but when it closes; work of one writer keeps its order, and what
 * was taken is run.
 */
final class ControlInbox {
    static final int CAPACITY = 1 << 16;

    /** Control work done in one cycle, so that a flood of it can't starve the sockets. */
    static final int TASKS_PER_CYCLE = 256;

    private final MpscVarHandleArrayQueue<Runnable> tasks = new MpscVarHandleArrayQueue<>(CAPACITY);
    private final CoreErrors errors;

    /** Threads that are between looking whether it is closed and having offered. */
    private final AtomicInteger offering = new AtomicInteger();

    private volatile boolean closed;

    ControlInbox(CoreErrors errors) {
        this.errors = errors;
    }

    /** Any thread. @return false when full or closed */
    boolean offer(Runnable task) {
        offering.incrementAndGet();
        try {
            return !closed && tasks.offer(task);
        } finally {
            offering.decrementAndGet();
        }
    }

    /** Any thread: pieces of work that wait. */
    int depth() {
        return tasks.size();
    }

    /** The core's thread only. */
    int drain() {
        int done = 0;
        while (done < TASKS_PER_CYCLE) {
            Runnable task = tasks.relaxedPoll();
            if (task == null) {
                break;
            }
            done++;
            try {
                task.run();
            } catch (Throwable error) {
                errors.onError("control work", error);
            }
        }
        return done;
    }

    /** The core's thread only: refuses new work, waits for offers under way, runs all there is. */
    void close() {
        closed = true;
        while (offering.get() > 0) {
            Thread.onSpinWait();
        }
        while (drain() > 0) {
            // A part each time.
        }
    }
}
