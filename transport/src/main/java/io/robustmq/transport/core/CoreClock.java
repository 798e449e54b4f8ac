package io.robustmq.transport.core;

/**
 * Time as a core sees it: read once a cycle, so that everything in one cycle happens at one
 * instant.
 */
public interface CoreClock {
    /** Monotonic nanoseconds at the start of this cycle. */
    long nowNs();

    /**
     * Milliseconds since 1970 at the start of this cycle: the wall clock as it stood at the start,
     * and from there on as fast as {@link #nowNs}, whatever is done to the wall clock meanwhile.
     */
    long nowMs();

    /**
     * Before time matters: it is not earlier than this, in milliseconds since 1970; something that
     * an earlier life of the process wrote says so.
     */
    void notBefore(long ms);
}
