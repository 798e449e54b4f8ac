package io.robustmq.transport.core;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A core's time: one reading per cycle. After a sleep the reading is old, so the first look at it
 * takes a new one. The wall clock is looked at once, when the core is made: whoever turns it
 * afterwards ends no session and sends no will early or late.
 */
@OwnedBy(Core.class)
final class CycleClock implements CoreClock {
    private final LongSupplier monotonicNs;
    private final long beganNs;
    private final long beganMs;
    private long nowNs;
    private long nowMs;
    private boolean stale = true;

    CycleClock() {
        this(System::nanoTime, System::currentTimeMillis);
    }

    /**
     * @param wallMs asked once
     */
    CycleClock(LongSupplier monotonicNs, LongSupplier wallMs) {
        this.monotonicNs = monotonicNs;
        this.beganNs = monotonicNs.getAsLong();
        this.beganMs = wallMs.getAsLong();
    }

    /** A new cycle starts. */
    void tick() {
        stale = false;
        nowNs = monotonicNs.getAsLong();
        nowMs = beganMs + TimeUnit.NANOSECONDS.toMillis(nowNs - beganNs);
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
