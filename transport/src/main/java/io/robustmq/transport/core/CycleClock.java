package io.robustmq.transport.core;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A core's time: one reading per cycle. After a sleep the reading is old, so the first look at it
 * takes a new one.
 */
@OwnedBy(Core.class)
final class CycleClock implements CoreClock {
    private final LongSupplier monotonicNs;
    private final long startNs;
    private long startMs;
    private long nowNs;
    private long nowMs;
    private boolean stale = true;

    CycleClock() {
        this(System::nanoTime, System.currentTimeMillis());
    }

    /**
     * @param wallMs looked at once
     */
    CycleClock(LongSupplier monotonicNs, long wallMs) {
        this.monotonicNs = monotonicNs;
        this.startNs = monotonicNs.getAsLong();
        this.startMs = wallMs;
    }

    /** A new cycle starts. */
    void tick() {
        stale = false;
        nowNs = monotonicNs.getAsLong();
        nowMs = startMs + TimeUnit.NANOSECONDS.toMillis(nowNs - startNs);
    }

    /** The core may sleep from here on: what was read is worth nothing afterwards. */
    void expire() {
        stale = true;
    }

    @Override
    public long nowNs() {
        if (stale) {
            tick();
        }
        return nowNs;
    }

    @Override
    public long nowMs() {
        if (stale) {
            tick();
        }
        return nowMs;
    }

    @Override
    public void notBefore(long ms) {
        startMs += Math.max(0, ms - nowMs());
        stale = true;
    }
}
