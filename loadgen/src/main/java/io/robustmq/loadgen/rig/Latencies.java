package io.robustmq.loadgen.rig;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Durations written by one core and taken interval by interval by the main thread. Recording is
 * wait-free; nanoseconds, three significant digits, 1 ns to one minute (longer counts as a minute).
 */
public final class Latencies {
    static final long LONGEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(1, LONGEST_NS, DIGITS);

    /** Handed back to the recorder each time, so that taking an interval allocates nothing. */
    private @Nullable Histogram interval;

    /** Of the same range and precision, to add up in. */
    public static Histogram emptyHistogram() {
        return new Histogram(1, LONGEST_NS, DIGITS);
    }

    /** The core's thread only. */
    public void record(long ns) {
        recorder.recordValue(Math.max(0, Math.min(ns, LONGEST_NS)));
    }

    /** As often as {@code count} says. */
    public void record(long ns, int count) {
        recorder.recordValueWithCount(Math.max(0, Math.min(ns, LONGEST_NS)), count);
    }

    /** Main thread only: adds what was recorded since the last call. */
    public void drainTo(Histogram sum) {
        interval = recorder.getIntervalHistogram(interval);
        sum.add(interval);
    }
}
