package io.robustmq.kafka.metrics.concurrent;

import io.robustmq.kafka.metrics.CoreSample;

/**
 * A core's latest sample: the core's thread puts whole ones, which never change afterwards; any
 * thread takes the latest. Wait-free on both sides.
 */
public final class LastSample {
    private volatile CoreSample last = CoreSample.EMPTY;

    /** The core's thread. */
    public void put(CoreSample sample) {
        last = sample;
    }

    /** Any thread; of one moment or the few milliseconds that it took to look at everything. */
    public CoreSample get() {
        return last;
    }
}
