package io.robustmq.mqtt.session;

import io.robustmq.kernel.route.Subscription;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;

/**
 * Several matching subscriptions of one client as one: the highest QoS, all identifiers
 * [MQTT-3.3.4-2], [MQTT-3.3.4-3]. One per core, filled anew each time.
 */
@OwnedBy(Core.class)
final class Overlap {
    private int[] scratch = new int[8];
    private int[] identifiers = Delivery.NO_IDENTIFIERS;
    private int qos;
    private boolean retainAsPublished;
    private boolean matches;

    /**
     * @param own the message is the subscriber's own: subscriptions with No Local do not count
     *     [MQTT-3.8.3-3]
     */
    Overlap of(Subscription[] subscriptions, int from, int to, boolean own) {
        int count = 0;
        qos = 0;
        retainAsPublished = false;
        matches = false;
        for (int i = from; i < to; i++) {
            Subscription subscription = subscriptions[i];
            if (own && subscription.noLocal()) {
                continue;
            }
            matches = true;
            qos = Math.max(qos, subscription.qos());
            retainAsPublished |= subscription.retainAsPublished();
            if (subscription.subscriptionIdentifier() != 0) {
                if (count == scratch.length) {
                    scratch = Arrays.copyOf(scratch, 2 * count);
                }
                scratch[count++] = subscription.subscriptionIdentifier();
            }
        }
        identifiers = count == 0 ? Delivery.NO_IDENTIFIERS : Arrays.copyOf(scratch, count);
        return this;
    }

    int[] identifiers(Subscription subscription) {
        return subscription.subscriptionIdentifier() == 0
                ? Delivery.NO_IDENTIFIERS
                : new int[] {subscription.subscriptionIdentifier()};
    }

    /** False when No Local left none. */
    boolean matches() {
        return matches;
    }

    int qos() {
        return qos;
    }

    boolean retainAsPublished() {
        return retainAsPublished;
    }

    int[] identifiers() {
        return identifiers;
    }
}
