package io.robustmq.transport.core;

/** What a timer wakes. The object itself is registered, so a timer costs no object of its own. */
public interface Timed {
    /**
     * Runs on the core's thread, once per scheduled deadline.
     *
     * @param timerId what {@link Timers#schedule} returned; no longer valid
     * @param nowNs the cycle's time
     */
    void onTimer(long timerId, long nowNs);
}
