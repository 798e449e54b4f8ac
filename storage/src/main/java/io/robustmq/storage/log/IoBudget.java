package io.robustmq.storage.log;

/** Bytes that background work may read and write now; a tenth of a second's are saved up. */
final class IoBudget {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int SAVED = 10;

    private final long bytesPerSecond;
    private double left;
    private long lastNs;
    private boolean hasBegun;

    IoBudget(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** True while something is left at this time. */
    boolean isLeft(long nowNs) {
        if (hasBegun) {
            left += (double) bytesPerSecond * (nowNs - lastNs) / SECOND_NS;
            left = Math.min(left, (double) bytesPerSecond / SAVED);
        }
        hasBegun = true;
        lastNs = nowNs;
        return left > 0;
    }

    /** What was used; may be more than was left: then nothing is for longer. */
    void used(long bytes) {
        left -= bytes;
    }
}
