package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.route.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can change a session. What decides calls these; {@link SessionState} applies
 * them; for a session that outlives its connection {@link JournaledEvents} appends each to the
 * journal first, and {@link SessionReplay} makes the same calls from what is found there.
 */
interface SessionEvents {
    /** The session begins, with nothing in it. */
    void opened();

    /** A connection took it; a will left by the one before is void [MQTT-3.1.3-9]. */
    void attached(long expirySeconds);

    /** DISCONNECT changed how long it outlives its connection. */
    void expiryChanged(long expirySeconds);

    /**
     * The connection is gone.
     *
     * @param atMs since 1970: from here the expiry and the will's delay count
     */
    void detached(long atMs);

    void willSet(Will will);

    /** The will was published or is not to be. */
    void willCleared();

    /** It is over: nothing that belongs to it is needed any more. */
    void ended();

    /** A new or replaced subscription. */
    void subscribed(Subscription subscription);

    void unsubscribed(String filter);

    /**
     * As what the session's shard keeps a message that {@link #enqueued} or {@link
     * #enqueuedAndSent} is about to tell of; null when it keeps nothing.
     */
    @Nullable StoredMessage stored(Message message);

    /** A message waits for the client: at the end of the queue. */
    void enqueued(Delivery delivery);

    /** A message goes to the client at once, behind all that was sent before: nothing waits. */
    void enqueuedAndSent(Delivery delivery, int packetId);

    /** The head of the queue was given up: expired, too large for the client, or over the limit. */
    void dropped();

    /** The head of the queue was sent with this identifier, the window's next. */
    void sent(int packetId);

    /** PUBREC: only the identifier is still in use. */
    void receiptConfirmed(int packetId);

    /** PUBACK or PUBCOMP, or a PUBREC that refused: finished. */
    void finished(int packetId);

    /** A QoS 2 message of the client was taken; its identifier was free. */
    void taken(int packetId);

    /** PUBREL: the client forgot this identifier, which was taken. */
    void released(int packetId);
}
