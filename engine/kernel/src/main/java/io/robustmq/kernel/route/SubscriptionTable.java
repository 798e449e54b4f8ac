package io.robustmq.kernel.route;

import io.robustmq.kernel.topic.PagedReferences;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/** The subscriptions of many filters, each filter named by an id. */
@OwnedBy(Core.class)
final class SubscriptionTable {
    /** By id: nothing, a {@link Subscription}, or a {@link SubscriptionSet} of two and more. */
    private final PagedReferences<Object> held = new PagedReferences<>();

    /**
     * @return the same subscriber's previous subscription
     */
    @Nullable Subscription add(int id, Subscription subscription) {
        Object before = held.get(id);
        if (before instanceof SubscriptionSet set) {
            return set.add(subscription);
        }
        Subscription single = (Subscription) before;
        if (single == null || single.subscriber() == subscription.subscriber()) {
            held.set(id, subscription);
            return single;
        }
        SubscriptionSet set = new SubscriptionSet(single);
        held.set(id, set);
        return set.add(subscription);
    }

    /**
     * @return false when the subscriber has none there
     */
    boolean remove(int id, Subscriber subscriber) {
        Object before = held.get(id);
        if (before instanceof SubscriptionSet set) {
            boolean removed = set.remove(subscriber);
            held.set(id, set.count() == 1 ? set.get(0) : set);
            return removed;
        }
        if (before instanceof Subscription single && single.subscriber() == subscriber) {
            held.set(id, null);
            return true;
        }
        return false;
    }

    void addTo(RouteBuilder builder, int id) {
        Object found = held.get(id);
        if (found instanceof Subscription subscription) {
            builder.beginFilter();
            builder.add(subscription);
        } else if (found instanceof SubscriptionSet set) {
            builder.beginFilter();
            set.addTo(builder);
        }
    }

    boolean isEmpty(int id) {
        return held.get(id) == null;
    }

    int count(int id) {
        return switch (held.get(id)) {
            case null -> 0;
            case SubscriptionSet set -> set.count();
            default -> 1;
        };
    }

    long heapBytes() {
        return held.heapBytes();
    }
}
