package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.storage.journal.JournalCells;
import io.robustmq.transport.core.LogHistogram;
import java.util.function.IntToLongFunction;

/** Histograms of nanoseconds as Prometheus wants them: seconds, from 1 µs to 17 s in doublings. */
final class Durations {
    private static final double NS_PER_S = 1e9;

    /** Up to 1,023 ns; what is shorter is counted here too. */
    private static final int FIRST_BUCKET = 10;

    /** Up to 17.2 s; what is longer has no bound. */
    private static final int LAST_BUCKET = 34;

    private static final double[] BOUNDS = bounds();

    private Durations() {}

    private static double[] bounds() {
        double[] bounds = new double[LAST_BUCKET - FIRST_BUCKET + 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = LogHistogram.upperBound(FIRST_BUCKET + i) / NS_PER_S;
        }
        return bounds;
    }

    /** Adds the samples of one label set to the family begun. */
    static void write(Exposition out, String labels, LogHistogram ns) {
        write(out, labels, LogHistogram.BUCKETS, ns::count, ns.sum());
    }

    /** The same for the journal's syncs, whose buckets are alike. */
    static void write(Exposition out, JournalCells cells) {
        write(out, "", JournalCells.SYNC_BUCKETS, cells::syncsOf, cells.syncNs());
    }

    private static void write(
            Exposition out, String labels, int buckets, IntToLongFunction count, long sumNs) {
        long[] counts = new long[BOUNDS.length + 1];
        for (int bucket = 0; bucket < buckets; bucket++) {
            int at = Math.clamp(bucket - FIRST_BUCKET, 0, BOUNDS.length);
            counts[at] += count.applyAsLong(bucket);
        }
        out.buckets(labels, BOUNDS, counts, sumNs / NS_PER_S);
    }
}
