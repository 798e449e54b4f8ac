package io.robustmq.transport.core;

/**
 * One core's own counters: written by its thread only, read by any thread at any time, with no cost
 * for the writer beyond a plain addition. A reader sees each cell's recent value; different cells
 * may be of different moments.
 */
public final class CoreCells {
    private final CounterCells<CoreCell> counters = new CounterCells<>(CoreCell.class);
    private final LogHistogram cycleNs = new LogHistogram();
    private final LogHistogram messageNs = new LogHistogram();

    /** The core's thread only. */
    public void add(CoreCell cell, long amount) {
        counters.add(cell, amount);
    }

    /** The core's thread only: a level instead of a count. */
    public void set(CoreCell cell, long value) {
        counters.set(cell, value);
    }

    /** Any thread. */
    public long get(CoreCell cell) {
        return counters.get(cell);
    }

    /** How long cycles with work took, waiting for it not included, in nanoseconds. */
    public LogHistogram cycleNs() {
        return cycleNs;
    }

    /**
     * The same, each cycle counted as often as messages came in it: what a core's load adds to a
     * message from its being read to the flush of what it caused.
     */
    public LogHistogram messageNs() {
        return messageNs;
    }
}
