package io.robustmq.transport.core;

/**
 * Time as a core sees it: read once a cycle, so that everything in one cycle happens at one
 * instant.
 */
public interface CoreClock {
    /** Monotonic nanoseconds at the start of this cycle. */
    long nowNs();

    /**
     * Wall-clock milliseconds since 1970 at the start of this cycle; never runs backwards within a
     * process.
     */
    long nowMs();
}
