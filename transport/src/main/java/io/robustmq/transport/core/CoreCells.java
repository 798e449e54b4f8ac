package io.robustmq.transport.core;

/**
 * One core's own counters: written by its thread only, read by any thread at any time, with no cost
 * for the writer beyond a plain addition. A reader sees each cell's recent value; different cells
 * may be of different moments.
 */
public final class CoreCells {
    private final CounterCells<CoreCell> counters = new CounterCells<>(CoreCell.class);
    private final LogHistogram cycleNs = new LogHistogram();

    /** The core's thread only. */
    public void add(CoreCell cell, long amount) {
        counters.add(cell, amount);
    }

    /** Any thread. */
    public long get(CoreCell cell) {
        return counters.get(cell);
    }

    /** How long cycles with work took, in nanoseconds. */
    public LogHistogram cycleNs() {
        return cycleNs;
    }
}
