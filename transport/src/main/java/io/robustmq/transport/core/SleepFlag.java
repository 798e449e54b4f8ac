package io.robustmq.transport.core;

import java.lang.invoke.VarHandle;

/**
 * Lets writers wake a core only when it sleeps. The core raises the flag, looks at all its inboxes
 * once more in a whole cycle, and blocks only when that found nothing; a writer publishes first and
 * looks at the flag second. The full fences on both sides mean that at least one of the two sees
 * the other.
 */
final class SleepFlag {
    private volatile boolean raised;

    /** The core's thread: before its last look at the inboxes. */
    void raise() {
        raised = true;
        VarHandle.fullFence();
    }

    /** The core's thread: it found work. */
    void lower() {
        if (raised) {
            raised = false;
        }
    }

    /** Any thread, after publishing. @return true when the core must be woken */
    boolean isRaised() {
        VarHandle.fullFence();
        return raised;
    }
}
