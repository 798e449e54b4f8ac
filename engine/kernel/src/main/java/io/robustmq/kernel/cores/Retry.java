package io.robustmq.kernel.cores;

/** What could not go on for want of room. */
public interface Retry {
    /** Tries again; asks for another turn itself when there is still no room. */
    void retry();
}
