package io.robustmq.kernel.cores;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.route.RouteSummary;
import io.robustmq.kernel.route.SubscriptionTree;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.collections.Object2IntHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keeps the other cores informed of the filters this core has subscriptions of, and itself of
 * theirs. A filter is announced before its first subscription takes effect: whoever is to subscribe
 * holds it, waits until the others know, subscribes, and lets go.
 *
 * <pre>
 * unknown —hold→ announced, held —subscribe→ announced, in the tree —last one removed→ unknown
 *                                —let go, nobody subscribed→ unknown
 * </pre>
 */
@OwnedBy(Core.class)
public final class Announcements {
    private static final int NOT_HELD = 0;

    private final Broadcasts broadcasts;
    private final SubscriptionTree tree;

    /** Filters somebody is about to subscribe to, and by how many. */
    private final Object2IntHashMap<String> held = new Object2IntHashMap<>(NOT_HELD);

    /**
     * Filters whose messages are kept here, and for how many: who has subscribed or is about to.
     */
    private final Object2IntHashMap<String> keepers = new Object2IntHashMap<>(NOT_HELD);

    /**
     * @param tree this core's subscriptions
     * @param others what the other cores want
     */
    public Announcements(Broadcasts broadcasts, SubscriptionTree tree, RouteSummary others) {
        this.broadcasts = broadcasts;
        this.tree = tree;
        broadcasts.onTold(
                MessageTypes.FILTER_ADDED,
                (from, number, buffer, at, length) -> others.add(buffer, at, length, from));
        broadcasts.onTold(
                MessageTypes.FILTER_REMOVED,
                (from, number, buffer, at, length) -> others.remove(buffer, at, length, from));
        broadcasts.onTold(
                MessageTypes.FILTER_KEPT,
                (from, number, buffer, at, length) -> others.addKeeping(buffer, at, length, from));
        broadcasts.onTold(
                MessageTypes.FILTER_NOT_KEPT,
                (from, number, buffer, at, length) ->
                        others.removeKeeping(buffer, at, length, from));
    }

    /**
     * Somebody is about to subscribe: the others are told now unless they were before.
     *
     * @param keeps its messages are to be kept before they count as delivered
     */
    public void hold(String filter, boolean keeps) {
        UnsafeBuffer name = new UnsafeBuffer(filter.getBytes(UTF_8));
        int holders = held.getValue(filter);
        if (holders == NOT_HELD && tree.count(name, 0, name.capacity()) == 0) {
            broadcasts.tell(MessageTypes.FILTER_ADDED, name, 0, name.capacity());
        }
        held.put(filter, holders + 1);
        if (keeps) {
            keeperAdded(filter);
        }
    }

    /** A subscription is new in the tree. */
    public void added(String filter, boolean keeps) {
        if (keeps) {
            keeperAdded(filter);
        }
    }

    /** Who held it subscribed, or gave up. */
    public void letGo(String filter, boolean keeps) {
        if (keeps) {
            keeperRemoved(filter);
        }
        int holders = held.getValue(filter);
        if (holders > 1) {
            held.put(filter, holders - 1);
        } else {
            held.removeKey(filter);
            forgetUnlessWanted(filter);
        }
    }

    /** A subscription left the tree, perhaps the last one of its filter. */
    public void removed(String filter, boolean keeps) {
        if (keeps) {
            keeperRemoved(filter);
        }
        forgetUnlessWanted(filter);
    }

    private void keeperAdded(String filter) {
        int before = keepers.getValue(filter);
        keepers.put(filter, before + 1);
        if (before == NOT_HELD) {
            tell(MessageTypes.FILTER_KEPT, filter);
        }
    }

    private void keeperRemoved(String filter) {
        int left = keepers.getValue(filter) - 1;
        if (left > 0) {
            keepers.put(filter, left);
        } else {
            keepers.removeKey(filter);
            tell(MessageTypes.FILTER_NOT_KEPT, filter);
        }
    }

    private void tell(int type, String filter) {
        UnsafeBuffer name = new UnsafeBuffer(filter.getBytes(UTF_8));
        broadcasts.tell(type, name, 0, name.capacity());
    }

    private void forgetUnlessWanted(String filter) {
        UnsafeBuffer name = new UnsafeBuffer(filter.getBytes(UTF_8));
        if (held.getValue(filter) == NOT_HELD && tree.count(name, 0, name.capacity()) == 0) {
            broadcasts.tell(MessageTypes.FILTER_REMOVED, name, 0, name.capacity());
        }
    }
}
