package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscriber;
import io.robustmq.kernel.route.Subscription;

/** A subscriber that MQTT can deliver to: a session or a shared group. */
public interface Recipient extends Subscriber {
    /**
     * Takes a message once, for all of this recipient's matching subscriptions.
     *
     * @param subscriptions a route's; this recipient's are from (inclusive) to (exclusive)
     */
    void deliver(Publication publication, Subscription[] subscriptions, int from, int to);

    /** It keeps QoS 1 and 2 messages on the disk. */
    boolean keeps();
}
