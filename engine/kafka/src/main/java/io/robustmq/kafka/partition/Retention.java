package io.robustmq.kafka.partition;

import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import java.util.ArrayDeque;

/** Deletes what partitions do not keep: looks at a few at a time, at all of them now and then. */
@OwnedBy(Core.class)
public final class Retention implements Timed {
    /** From one look at all partitions to the next. */
    static final long ROUND_NS = 30_000_000_000L;

    /** Between two steps of a round. */
    static final long STEP_NS = 5_000_000;

    /** Looked at in one step. */
    static final int PARTITIONS_PER_STEP = 64;

    private final Core core;
    private final Partitions partitions;
    private final ArrayDeque<Partition> left = new ArrayDeque<>();

    public Retention(Core core, Partitions partitions) {
        this.core = core;
        this.partitions = partitions;
    }

    /** From here on, for good. */
    public void start() {
        after(ROUND_NS);
    }

    private void after(long ns) {
        core.timers().schedule(core.clock().nowNs() + ns, this);
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        if (left.isEmpty()) {
            left.addAll(partitions.here());
        }
        for (int i = 0; i < PARTITIONS_PER_STEP && !left.isEmpty(); i++) {
            Partition next = left.remove();
            Log log = next.log();
            if (log != null && !next.isGone()) {
                log.retain(core.clock().nowMs());
            }
        }
        after(left.isEmpty() ? ROUND_NS : STEP_NS);
    }
}
