package io.robustmq.loadgen.rig;

import org.jspecify.annotations.Nullable;

/**
 * A receiver that must get every message of its publishers, in order. As long as all is well a
 * delivery costs one comparison; the first irregularity makes a window of what was seen.
 */
final class OrderedArrivals extends Arrivals {
    /** How far back a late message is still told from a duplicate. */
    private static final int WINDOW = 1 << 16;

    private final long[] next;
    private final @Nullable SeenWindow[] irregular;

    OrderedArrivals(
            int run,
            int firstPublisher,
            int publishers,
            int payloadBytes,
            Tally tally,
            @Nullable Latencies latencies) {
        super(run, firstPublisher, publishers, payloadBytes, tally, latencies);
        this.next = new long[publishers];
        this.irregular = new SeenWindow[publishers];
    }

    @Override
    void arrived(int slot, long sequence, Tally tally) {
        if (sequence == next[slot] && irregular[slot] == null) {
            next[slot] = sequence + 1;
        } else {
            arrivedIrregularly(slot, sequence, tally);
        }
    }

    private void arrivedIrregularly(int slot, long sequence, Tally tally) {
        SeenWindow seen = irregular[slot];
        if (seen == null) {
            seen = new SeenWindow(WINDOW, next[slot]);
            irregular[slot] = seen;
        }
        if (!seen.add(sequence)) {
            tally.duplicated++;
        } else if (sequence < next[slot]) {
            tally.reordered++;
        }
        next[slot] = Math.max(next[slot], sequence + 1);
        if (seen.low() == next[slot]) {
            irregular[slot] = null;
        }
    }

    /** A gap does not hold the window back: what was overtaken counts as lost unless it comes. */
    @Override
    long reached(int slot) {
        return next[slot];
    }
}
