package io.robustmq.kernel.route;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one filter when there are several: a dense array to deliver from, and from
 * 17 on an open-addressed table of positions by subscriber, so that many subscribers of one filter
 * come and go in constant time each.
 */
@OwnedBy(Core.class)
final class SubscriptionSet {
    /** Up to here a scan finds a subscriber. */
    private static final int SCAN_MAX = 16;

    private static final int[] NO_TABLE = {};

    private Subscription[] subscriptions = new Subscription[4];
    private int count;

    /**
     * Positions plus 1, by the subscriber's identity; at most half full. Empty while scanning does.
     */
    private int[] table = NO_TABLE;

    SubscriptionSet(Subscription first) {
        subscriptions[0] = first;
        count = 1;
    }

    int count() {
        return count;
    }

    Subscription get(int position) {
        return subscriptions[position];
    }

    void addTo(RouteBuilder builder) {
        builder.addAll(subscriptions, count);
    }

    /**
     * @return the same subscriber's previous subscription
     */
    @Nullable Subscription add(Subscription subscription) {
        int position = positionOf(subscription.subscriber());
        if (position >= 0) {
            Subscription replaced = subscriptions[position];
            subscriptions[position] = subscription;
            return replaced;
        }
        if (count == subscriptions.length) {
            subscriptions = Arrays.copyOf(subscriptions, count << 1);
        }
        subscriptions[count++] = subscription;
        index();
        return null;
    }

    /**
     * @return false when the subscriber has none here
     */
    boolean remove(Subscriber subscriber) {
        int position = positionOf(subscriber);
        if (position < 0) {
            return false;
        }
        removeFromTable(position);
        int lastPosition = --count;
        if (position != lastPosition) {
            Subscription moved = subscriptions[lastPosition];
            subscriptions[position] = moved;
            retarget(moved.subscriber(), lastPosition + 1, position + 1);
        }
        subscriptions[lastPosition] = null;
        return true;
    }

    private int positionOf(Subscriber subscriber) {
        if (table.length == 0) {
            for (int i = 0; i < count; i++) {
                if (subscriptions[i].subscriber() == subscriber) {
                    return i;
                }
            }
            return -1;
        }
        int slot = home(subscriber);
        while (table[slot] != 0 && subscriptions[table[slot] - 1].subscriber() != subscriber) {
            slot = slot + 1 & table.length - 1;
        }
        return table[slot] - 1;
    }

    /** Enters the newest subscription into the table, which grows by doubling. */
    private void index() {
        if (count > SCAN_MAX && count > table.length >> 1) {
            table = new int[subscriptions.length << 1];
            for (int position = 0; position < count; position++) {
                enter(position);
            }
        } else if (table.length != 0) {
            enter(count - 1);
        }
    }

    private void enter(int position) {
        int slot = home(subscriptions[position].subscriber());
        while (table[slot] != 0) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = position + 1;
    }

    private void retarget(Subscriber subscriber, int from, int to) {
        if (table.length == 0) {
            return;
        }
        int slot = home(subscriber);
        while (table[slot] != from) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = to;
    }

    private void removeFromTable(int position) {
        if (table.length == 0) {
            return;
        }
        int mask = table.length - 1;
        int hole = home(subscriptions[position].subscriber());
        while (table[hole] != position + 1) {
            hole = hole + 1 & mask;
        }
        for (int at = hole + 1 & mask; table[at] != 0; at = at + 1 & mask) {
            int home = home(subscriptions[table[at] - 1].subscriber());
            if ((at - home & mask) >= (at - hole & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private int home(Subscriber subscriber) {
        return RouteBuilder.spread(System.identityHashCode(subscriber)) & table.length - 1;
    }
}
