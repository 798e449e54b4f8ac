package io.robustmq.transport.core;

/** Decides after each cycle whether the next one may sleep inside the I/O wait, and how long. */
@OwnedBy(Core.class)
final class Idler {
    /** The next cycle only polls. */
    static final long POLL = -1;

    /** The next cycle sleeps until I/O or a wake-up. */
    static final long UNTIL_WOKEN = 0;

    private final boolean sleeps;
    private final int spinCycles;
    private final SleepFlag flag;
    private int emptyCycles;

    Idler(IdlePolicy policy, int spinCycles, SleepFlag flag) {
        this.sleeps = policy == IdlePolicy.ADAPTIVE;
        this.spinCycles = spinCycles;
        this.flag = flag;
    }

    /**
     * @param work what the last cycle did
     * @return {@link #POLL}, {@link #UNTIL_WOKEN} or the most nanoseconds to sleep
     */
    long nextWaitNs(int work, TimerWheel timers, CycleClock clock) {
        if (work > 0 || !sleeps) {
            emptyCycles = 0;
            flag.lower();
            return POLL;
        }
        emptyCycles++;
        if (emptyCycles <= spinCycles) {
            Thread.onSpinWait();
            return POLL;
        }
        if (emptyCycles == spinCycles + 1) {
            flag.raise();
            return POLL;
        }
        // The flag was up during the whole last cycle, and that cycle found nothing. After the
        // sleep one polling cycle comes first: what arrived meanwhile is drained and flushed.
        emptyCycles = spinCycles;
        long deadlineNs = timers.nextDeadlineNs();
        return deadlineNs == TimerWheel.NO_DEADLINE
                ? UNTIL_WOKEN
                : Math.max(1, deadlineNs - clock.nowNs());
    }
}
