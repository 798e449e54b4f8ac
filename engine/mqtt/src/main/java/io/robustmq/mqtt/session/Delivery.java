package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;

/**
 * One message for one session, as its subscriptions ask for it.
 *
 * @param message shared with every other queue that wants it
 * @param qos 1 or 2: lower of publish and subscription
 * @param retain the RETAIN flag to send
 * @param identifiers subscription identifiers of all matching subscriptions [MQTT-3.3.4-3]; shared,
 *     never changed
 * @param origin where it goes when this session ends without having acknowledged it; {@link
 *     Origin#OWN} for none
 */
record Delivery(Message message, int qos, boolean retain, int[] identifiers, Origin origin) {
    static final int[] NO_IDENTIFIERS = {};
}
