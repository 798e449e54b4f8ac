package io.robustmq.mqtt.session;

import io.robustmq.kernel.route.Subscription;

/**
 * Everything that can change a session. What decides calls these; {@link SessionState} applies
 * them; for a session that outlives its connection {@link JournaledEvents} appends each to the
 * journal first, and a recovery replays the same calls.
 */
interface SessionEvents {
    /** A new or replaced subscription. */
    void subscribed(Subscription subscription);

    void unsubscribed(String filter);

    /** A message waits for the client: at the end of the queue. */
    void enqueued(Delivery delivery);

    /** The head of the queue was given up: expired, too large for the client, or over the limit. */
    void dropped();

    /** The head of the queue was sent. @return its packet identifier */
    int sent();

    /** PUBREC: only the identifier is still in use. */
    void receiptConfirmed(int packetId);

    /** PUBACK or PUBCOMP, or a PUBREC that refused: finished. */
    void finished(int packetId);

    /** A QoS 2 message of the client was taken. @return false when it had been taken before */
    boolean taken(int packetId);

    /** PUBREL: the client forgot this identifier. @return false when we did not know it */
    boolean released(int packetId);
}
