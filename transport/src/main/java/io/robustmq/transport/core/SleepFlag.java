package io.robustmq.transport.core;

import java.lang.invoke.VarHandle;

/**
 * Lets writers wake a core only when it sleeps. The core raises the flag, looks at all its inboxes
 * once more in a whole cycle, and blocks only when that found nothing; a writer publishes first and
 * looks at the flag second. The full fences on both sides mean that at least one of the two sees
 * the other.
 *
 * <p>A wake-up that comes after the last look and before the I/O wait began is kept here, because
 * epoll's handler drops it: {@link #mayBlock} is asked again when the wait is about to begin.
 */
final class SleepFlag {
    private volatile boolean raised;
    private volatile boolean wakeRequested;

    /** The core's thread: before its last look at the inboxes. */
    void raise() {
        wakeRequested = false;
        raised = true;
        VarHandle.fullFence();
    }

    /** The core's thread: it found work. */
    void lower() {
        if (raised) {
            raised = false;
        }
    }

    /** The core's thread, inside the I/O handler, after that made itself wakeable. */
    boolean mayBlock() {
        return !wakeRequested;
    }

    /**
     * Any thread, after publishing.
     *
     * @return true when the core may be about to sleep: wake its I/O wait
     */
    boolean requestWake() {
        VarHandle.fullFence();
        if (!raised) {
            return false;
        }
        wakeRequested = true;
        return true;
    }

    /** Any thread: the core shall not sleep again before its next last look, whatever it does. */
    void forceWake() {
        wakeRequested = true;
    }
}
