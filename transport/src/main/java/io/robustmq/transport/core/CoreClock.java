package io.robustmq.transport.core;

/**
 * Time as a core sees it: read once a cycle, so that everything in one cycle happens at one
 * instant.
 */
public interface CoreClock {
    /** Monotonic nanoseconds at the start of this cycle. */
    long nowNs();

    /**
     * Milliseconds since 1970 at the start of this cycle: the wall clock's when the core was made,
     * and the monotonic clock's from there on, so that it neither jumps nor runs backwards.
     */
    long nowMs();
}
