package io.robustmq.transport.core;

/** What a core does when a cycle found no work. */
public enum IdlePolicy {
    /** Spins a few cycles, then sleeps inside the I/O wait until I/O, a wake-up or a timer. */
    ADAPTIVE,
    /** Never sleeps: the lowest latency, at the price of one CPU. */
    SPIN
}
