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
    private final CoreTarget[] targets = new CoreTarget[CORES_MAX];
    private final Subscription[] wants = new Subscription[CORES_MAX];
    private final CoreTarget[] keepingTargets = new CoreTarget[CORES_MAX];
    private final Subscription[] wantsKept = new Subscription[CORES_MAX];

    /**
     * @param versions the same that this core's subscription tree reports to
     */
    public RouteSummary(RouteVersions versions, long hashSeed) {
        this.tree = new SubscriptionTree(versions, hashSeed);
        for (int core = 0; core < CORES_MAX; core++) {
            targets[core] = new CoreTarget(core, false);
            wants[core] = new Subscription(targets[core], "", 0, 0);
            keepingTargets[core] = new CoreTarget(core, true);
            wantsKept[core] = new Subscription(keepingTargets[core], "", 0, 0);
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

    /**
     * A core that wants a filter keeps its messages for someone.
     *
     * @return false when it was known to
     */
    public boolean addKeeping(DirectBuffer filter, int offset, int length, int core) {
        return tree.add(filter, offset, length, wantsKept[core]) == null;
    }

    /**
     * @return false when the core was not known to keep them
     */
    public boolean removeKeeping(DirectBuffer filter, int offset, int length, int core) {
        return tree.remove(filter, offset, length, keepingTargets[core]);
    }

    TreeWalk walk() {
        return tree.walk();
    }

    /** Begins a match, as {@link SubscriptionTree#begin}; {@link #cores} reads the builder. */
    void begin(
            DirectBuffer topic, int offset, int length, TreeWalk topicsWalk, RouteBuilder builder) {
        if (tree.count() == 0) {
            builder.clear();
            topicsWalk.end();
            return;
        }
        tree.begin(topic, offset, length, topicsWalk, builder);
    }

    /** The cores that want the topic which was matched, one bit each. */
    static long cores(RouteBuilder matched) {
        long cores = 0;
        for (int i = 0; i < matched.count(); i++) {
            cores |= target(matched, i).bit();
        }
        return cores;
    }

    /** Those of {@link #cores} that keep its messages for someone. */
    static long keepingCores(RouteBuilder matched) {
        long cores = 0;
        for (int i = 0; i < matched.count(); i++) {
            cores |= target(matched, i).keeps() ? target(matched, i).bit() : 0;
        }
        return cores;
    }

    private static CoreTarget target(RouteBuilder matched, int index) {
        return (CoreTarget) matched.get(index).subscriber();
    }

    /** Entries: one for each filter and core, two where it keeps. */
    public int count() {
        return tree.count();
    }
}
