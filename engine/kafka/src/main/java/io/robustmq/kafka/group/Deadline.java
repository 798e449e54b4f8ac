package io.robustmq.kafka.group;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;

/**
 * A time that something waits for, and that may be put off again and again: a member's session is
 * put off by each heartbeat. Putting off costs no timer, the one that is armed looks again.
 */
@OwnedBy(Core.class)
public final class Deadline implements Timed {
    private static final long NS_PER_MS = 1_000_000;

    private final Core core;
    private final Runnable onOver;
    private long timer = Timers.NONE;
    private long armedForNs;
    private long deadlineNs;

    /**
     * @param onOver runs once for each deadline that is over and was neither put off nor cancelled
     */
    public Deadline(Core core, Runnable onOver) {
        this.core = core;
        this.onOver = onOver;
    }

    /** From now on; replaces what was set before. */
    public void setMs(long afterMs) {
        deadlineNs = core.clock().nowNs() + afterMs * NS_PER_MS;
        if (timer != Timers.NONE && armedForNs > deadlineNs) {
            cancel();
        }
        if (timer == Timers.NONE) {
            arm();
        }
    }

    private void arm() {
        armedForNs = deadlineNs;
        timer = core.timers().schedule(deadlineNs, this);
    }

    public void cancel() {
        if (timer != Timers.NONE) {
            core.timers().cancel(timer);
            timer = Timers.NONE;
        }
    }

    /** Whether something is waited for. */
    public boolean isSet() {
        return timer != Timers.NONE;
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        if (nowNs < deadlineNs) {
            arm();
        } else {
            onOver.run();
        }
    }
}
