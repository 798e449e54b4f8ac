package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * One message for one session, as its subscriptions ask for it.
 *
 * @param sequence greater than that of any delivery before it in the session
 * @param message shared with every other queue that wants it
 * @param qos 1 or 2: lower of publish and subscription
 * @param retain the RETAIN flag to send
 * @param identifiers subscription identifiers of all matching subscriptions [MQTT-3.3.4-3]; shared,
 *     never changed
 * @param origin where it goes when this session ends without having acknowledged it; {@link
 *     Origin#OWN} for none
 * @param stored the message as the session's shard keeps it; null when that keeps nothing
 * @param forwarded the message has a mark and came by the session's own subscriptions: should it
 *     come so again, it is dropped
 */
record Delivery(
        long sequence,
        Message message,
        int qos,
        boolean retain,
        int[] identifiers,
        Origin origin,
        @Nullable StoredMessage stored,
        boolean forwarded) {
    static final int[] NO_IDENTIFIERS = {};

    Delivery storedAs(StoredMessage newStored) {
        return new Delivery(
                sequence, message, qos, retain, identifiers, origin, newStored, forwarded);
    }

    /** The last reference to a stored message: with this delivery that is free. */
    boolean isLastReference() {
        return stored != null && stored.references() == 1;
    }
}
