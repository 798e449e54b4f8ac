package io.robustmq.transport.core;

/**
 * A core's time: one reading per cycle. After a sleep the reading is old, so the first look at it
 * takes a new one.
 */
@OwnedBy(Core.class)
final class CycleClock implements CoreClock {
    private long nowNs;
    private long nowMs;
    private boolean stale = true;

    /** A new cycle starts. */
    void tick() {
        stale = false;
        nowNs = System.nanoTime();
        nowMs = Math.max(nowMs, System.currentTimeMillis());
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
}
