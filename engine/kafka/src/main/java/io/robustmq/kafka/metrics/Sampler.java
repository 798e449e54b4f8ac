package io.robustmq.kafka.metrics;

import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;

/**
 * Looks at a core's partitions and groups, a few in each step, all of them every {@link #ROUND_NS},
 * and publishes what it saw: requests and their records pay nothing for metrics, and a scrape waits
 * for nobody. Metrics of single topics and groups are bounded: what came first is shown, and how
 * many are left out.
 */
@OwnedBy(Core.class)
public final class Sampler implements Timed {
    /** Partitions of a core whose topics are shown. */
    public static final int PARTITIONS_MAX = 10_000;

    /** Groups of a core that are shown. */
    public static final int GROUPS_MAX = 1_000;

    /** Committed offsets of a core's groups that are shown. */
    public static final int OFFSETS_MAX = 10_000;

    /** From one look at everything to the next. */
    static final long ROUND_NS = 2_000_000_000L;

    /** Between two steps of a round. */
    static final long STEP_NS = 1_000_000;

    /** Looked at in one step. */
    static final int PARTITIONS_PER_STEP = 256;

    private static final Partition[] NONE = {};

    private final Core core;
    private final Partitions partitions;
    private final GroupSource groups;
    private final KafkaCounters to;

    /** In the order of their logs' ids: that in which they were made. */
    private Partition[] inOrder = NONE;

    private long orderOf = -1;
    private boolean isUnderWay;
    private int next;
    private TopicSampler topics = new TopicSampler(0);

    public Sampler(Core core, Partitions partitions, GroupSource groups, KafkaCounters to) {
        this.core = core;
        this.partitions = partitions;
        this.groups = groups;
        this.to = to;
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
        if (!isUnderWay) {
            begin();
        }
        int end = Math.min(inOrder.length, next + PARTITIONS_PER_STEP);
        for (; next < end; next++) {
            topics.add(inOrder[next]);
        }
        if (next < inOrder.length || !groups.step()) {
            after(STEP_NS);
        } else {
            to.sample(topics.end(groups));
            isUnderWay = false;
            after(ROUND_NS);
        }
    }

    private void begin() {
        if (orderOf != partitions.version()) {
            orderOf = partitions.version();
            inOrder = partitions.inOrder();
        }
        isUnderWay = true;
        next = 0;
        topics = new TopicSampler(inOrder.length);
        groups.begin();
    }
}
