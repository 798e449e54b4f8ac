package io.robustmq.kernel.route;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * What the other cores want: filter → set of cores, matched like the subscriptions of this one. A
 * core is entered once per filter, however many subscribers it has there; whoever tells of
 * subscriptions between cores counts them ({@link SubscriptionTree#count}).
 */
@OwnedBy(Core.class)
public final class RouteSummary {
    /** As many as a route's set of cores has bits. */
    public static final int CORES_MAX = Long.SIZE;

    private final SubscriptionTree tree;
    private final RouteBuilder builder = new RouteBuilder();
    private final CoreTarget[] targets = new CoreTarget[CORES_MAX];
    private final Subscription[] wants = new Subscription[CORES_MAX];

    /**
     * @param versions the same that this core's subscription tree reports to
     */
    public RouteSummary(RouteVersions versions, long hashSeed) {
        this.tree = new SubscriptionTree(versions, hashSeed);
        for (int core = 0; core < CORES_MAX; core++) {
            targets[core] = new CoreTarget(core);
            wants[core] = new Subscription(targets[core], "", 0, 0);
        }
    }

    /**
     * @return false when the core was known to want it
     */
    public boolean add(DirectBuffer filter, int offset, int length, int core) {
        return tree.add(filter, offset, length, wants[core]) == null;
    }

    /**
     * @return false when the core was not known to want it
     */
    public boolean remove(DirectBuffer filter, int offset, int length, int core) {
        return tree.remove(filter, offset, length, targets[core]);
    }

    /** The cores that want a topic, one bit each. */
    public long cores(DirectBuffer topic, int offset, int length) {
        if (tree.count() == 0) {
            return 0;
        }
        tree.match(topic, offset, length, builder);
        long cores = 0;
        for (int i = 0; i < builder.count(); i++) {
            cores |= ((CoreTarget) builder.get(i).subscriber()).bit();
        }
        return cores;
    }

    /** Entries, one for each filter and core. */
    public int count() {
        return tree.count();
    }
}
