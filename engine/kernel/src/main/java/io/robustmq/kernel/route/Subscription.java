package io.robustmq.kernel.route;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One subscriber's wish for one filter. Immutable: a changed option is a new subscription that
 * replaces the old one in the tree.
 *
 * <p>Options are kept as MQTT 5.0 §3.8.3.1 sends them: {@code | retain handling 5-4 | retain as
 * published 3 | no local 2 | maximum QoS 1-0 |}; a 3.1.1 subscriber's are its QoS alone.
 */
public final class Subscription {
    private static final int QOS_MASK = 0b11;
    private static final int NO_LOCAL = 0b100;
    private static final int RETAIN_AS_PUBLISHED = 0b1000;
    private static final int RETAIN_HANDLING_SHIFT = 4;

    private final Subscriber subscriber;
    private final byte[] filter;
    private final int subscriptionIdentifier;
    private final byte options;

    /**
     * @param filter as the client named it, {@code $share/…} included
     * @param options the wire's subscription options byte
     * @param subscriptionIdentifier 1 to 268,435,455; 0 for none
     */
    public Subscription(
            Subscriber subscriber, String filter, int options, int subscriptionIdentifier) {
        this(subscriber, filter.getBytes(UTF_8), options, subscriptionIdentifier);
    }

    /**
     * @param filter UTF-8; kept, not copied, and never changed again by anyone
     */
    public Subscription(
            Subscriber subscriber, byte[] filter, int options, int subscriptionIdentifier) {
        this.subscriber = subscriber;
        this.filter = filter;
        this.options = (byte) options;
        this.subscriptionIdentifier = subscriptionIdentifier;
    }

    public Subscriber subscriber() {
        return subscriber;
    }

    /** A new string at each call: for control work and logs. */
    public String filter() {
        return new String(filter, UTF_8);
    }

    /** The filter's own UTF-8 bytes; read only. */
    public byte[] filterBytes() {
        return filter;
    }

    public int options() {
        return options;
    }

    /** 0 to 2: the highest the subscriber wants. */
    public int qos() {
        return options & QOS_MASK;
    }

    /** [MQTT-3.8.3-3] a message is not sent back over the connection it came from. */
    public boolean noLocal() {
        return (options & NO_LOCAL) != 0;
    }

    public boolean retainAsPublished() {
        return (options & RETAIN_AS_PUBLISHED) != 0;
    }

    /** 0 send retained at subscribe, 1 only if the subscription is new, 2 never. */
    public int retainHandling() {
        return options >>> RETAIN_HANDLING_SHIFT & 0b11;
    }

    /** 0 for none. */
    public int subscriptionIdentifier() {
        return subscriptionIdentifier;
    }

    @Override
    public String toString() {
        return filter() + " → " + subscriber;
    }
}
