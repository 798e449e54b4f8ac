package io.robustmq.kafka.quota;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * What one user or client id may still move: it fills at the quota's rate up to a second's worth,
 * and may be overdrawn, for which who did waits.
 */
@OwnedBy(Core.class)
final class Meter {
    /** Longest wait at once; what is still owed is waited for after the next request. */
    static final int THROTTLE_MS_MAX = 10_000;

    private static final double NS_PER_SECOND = 1e9;
    private static final double MS_PER_SECOND = 1e3;

    private final long bytesPerSecond;
    private double available;
    private long filledNs;
    private boolean isDropped;

    Meter(long bytesPerSecond, long nowNs) {
        this.bytesPerSecond = bytesPerSecond;
        this.available = bytesPerSecond;
        this.filledNs = nowNs;
    }

    /**
     * @return milliseconds to wait, 0 to {@link #THROTTLE_MS_MAX}
     */
    int take(long bytes, long nowNs) {
        fill(nowNs);
        available -= bytes;
        if (available >= 0) {
            return 0;
        }
        double ms = Math.ceil(-available * MS_PER_SECOND / bytesPerSecond);
        return (int) Math.min(ms, THROTTLE_MS_MAX);
    }

    private void fill(long nowNs) {
        double more = (nowNs - filledNs) / NS_PER_SECOND * bytesPerSecond;
        available = Math.min(bytesPerSecond, available + more);
        filledNs = nowNs;
    }

    /** Nobody has moved anything for a while: a new one would be the same. */
    boolean isFull(long nowNs) {
        fill(nowNs);
        return available >= bytesPerSecond;
    }

    void drop() {
        isDropped = true;
    }

    /** Whoever has it takes another. */
    boolean isDropped() {
        return isDropped;
    }
}
