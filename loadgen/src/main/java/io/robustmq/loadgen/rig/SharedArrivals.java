package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One member of a group that shares a subscription: each message must reach one member, and what a
 * member gets must be in its publisher's order.
 */
final class SharedArrivals extends Arrivals {
    private final Group group;
    private final long[] newest;

    SharedArrivals(Group group, int payloadBytes, Tally tally, @Nullable Latencies latencies) {
        super(group.run, 0, group.seen.length, payloadBytes, tally, latencies);
        this.group = group;
        this.newest = new long[group.seen.length];
        Arrays.fill(newest, -1);
    }

    @Override
    void arrived(int slot, long sequence, Tally tally) {
        if (!group.seen[slot].add(sequence)) {
            tally.duplicated++;
        } else {
            group.reached[slot] = Math.max(group.reached[slot], sequence + 1);
            if (sequence < newest[slot]) {
                tally.reordered++;
            }
        }
        newest[slot] = Math.max(newest[slot], sequence);
    }

    @Override
    long reached(int slot) {
        return group.reached[slot];
    }

    /** What all members together have seen; they must be on one core. */
    @OwnedBy(Core.class)
    static final class Group {
        /** How far members may run apart before an old message cannot be told from a duplicate. */
        private static final int WINDOW = 1 << 20;

        private final int run;
        private final SeenWindow[] seen;
        private final long[] reached;

        Group(int run, int publishers) {
            this.run = run;
            this.seen = new SeenWindow[publishers];
            Arrays.setAll(seen, i -> new SeenWindow(WINDOW, 0));
            this.reached = new long[publishers];
        }
    }
}
