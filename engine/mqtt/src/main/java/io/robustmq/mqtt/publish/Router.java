package io.robustmq.mqtt.publish;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.MatchCache;
import io.robustmq.kernel.route.Route;
import io.robustmq.kernel.route.Subscriber;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.shard.Policies;
import io.robustmq.mqtt.session.Recipient;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a message to everyone who wants it: on this core, and by way of their cores to the others.
 */
@OwnedBy(Core.class)
public final class Router {
    private final MatchCache routes;
    private final @Nullable CorePublishes others;
    private long deliveries;
    private final Policies policies;

    /**
     * @param others the way to the other cores; null when this one is alone
     * @param policies of what is kept
     */
    public Router(MatchCache routes, @Nullable CorePublishes others, Policies policies) {
        this.routes = routes;
        this.others = others;
        this.policies = policies;
    }

    /** The topic's route now; it may be kept and asked whether it {@link Route#isCurrent()}. */
    public Route route(DirectBuffer topic, int offset, int length) {
        return routes.route(topic, offset, length);
    }

    /**
     * The topic's route now, unless its match takes long: then null, and whoever asked waits until
     * {@link #goOnMatching} has ended.
     */
    public @Nullable Route tryRoute(DirectBuffer topic, int offset, int length) {
        return routes.tryRoute(topic, offset, length);
    }

    /** One step of the match that takes long, if there is one. @return false when there is none */
    public boolean goOnMatching() {
        if (!routes.isPending()) {
            return false;
        }
        routes.goOn();
        return true;
    }

    /** The topic's route now. */
    public Route route(Publication publication) {
        return route(
                publication.topicBuffer(), publication.topicOffset(), publication.topicLength());
    }

    /** Whether anybody is to have the message after a restart: as retained or as queued. */
    public boolean isKept(Publication publication) {
        return publication.qos() > 0 && isKept(route(publication)) || publication.retain();
    }

    /** What another core published, for the subscribers here. */
    public void publishHere(Publication publication) {
        deliverHere(publication, route(publication));
    }

    /** Looks the route up and delivers. @return false when nobody wanted it */
    public boolean publish(Publication publication) {
        Route route = route(publication);
        deliver(publication, route);
        return !route.isEmpty();
    }

    /**
     * Whether a message can go to the route's other cores now. QoS 1 and 2 are delivered only then;
     * nothing of the publish has happened yet.
     *
     * @param bytes of topic, properties and, unless it is shared, payload, or more
     */
    public boolean hasRoom(Route route, int bytes) {
        CorePublishes ways = others;
        return route.cores() == 0 || ways == null || ways.hasRoom(route.cores(), bytes);
    }

    /** Whether somebody keeps QoS 1 and 2 messages of this route on the disk. */
    public static boolean isKept(Route route) {
        if (route.keepingCores() != 0) {
            return true;
        }
        for (Subscription subscription : route.subscriptions()) {
            if (subscription.qos() > 0 && ((Recipient) subscription.subscriber()).keeps()) {
                return true;
            }
        }
        return false;
    }

    /** Whether this message can go to the route's other cores now. */
    public boolean hasRoom(Route route, Publication publication) {
        CorePublishes ways = others;
        return route.cores() == 0 || ways == null || ways.hasRoom(route.cores(), publication);
    }

    /** To all of the route. QoS 0 is dropped for other cores that have no room. */
    public void deliver(Publication publication, Route route) {
        if (route.cores() != 0 && others != null) {
            others.send(publication, route.cores(), confirmingCores(publication, route));
        }
        deliverHere(publication, route);
    }

    /** Matching subscriptions of this core that messages were brought to, since the start. */
    public long deliveries() {
        return deliveries;
    }

    /** Where the publisher's acknowledgement waits for: nowhere when it promises nothing. */
    private long confirmingCores(Publication publication, Route route) {
        if (route.keepingCores() == 0) {
            return 0;
        }
        Durability promised =
                policies.ofTopic(
                        publication.topicBuffer(),
                        publication.topicOffset(),
                        publication.topicLength());
        return promised == Durability.MEMORY ? 0 : route.keepingCores();
    }

    /** Each recipient of this core once, with all its matching subscriptions. */
    public void deliverHere(Publication publication, Route route) {
        Subscription[] subscriptions = route.subscriptions();
        int count = subscriptions.length;
        deliveries += count;
        int from = 0;
        while (from < count) {
            Subscriber subscriber = subscriptions[from].subscriber();
            int to = from + 1;
            while (to < count && subscriptions[to].subscriber() == subscriber) {
                to++;
            }
            ((Recipient) subscriber).deliver(publication, subscriptions, from, to);
            from = to;
        }
    }
}
