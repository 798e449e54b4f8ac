package io.robustmq.transport.core;

/**
 * A core's timer wheel: a tick of about 1 ms, any number of timers, none of them exact below one
 * tick.
 */
@OwnedBy(Core.class)
public interface Timers {
    /** Never the id of a timer: a field's "no timer armed". */
    long NONE = -1L;

    /**
     * @param deadlineNs on the clock of {@link CoreClock#nowNs()}; in the past means the next cycle
     * @return an id for {@link #cancel}
     */
    long schedule(long deadlineNs, Timed timed);

    /**
     * @return false when the timer fired or was cancelled already
     */
    boolean cancel(long timerId);
}
