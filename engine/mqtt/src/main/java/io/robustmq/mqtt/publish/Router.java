package io.robustmq.mqtt.publish;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.MatchCache;
import io.robustmq.kernel.route.Route;
import io.robustmq.kernel.route.Subscriber;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.mqtt.session.Recipient;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/** Brings a message to everyone on this core who wants it. */
@OwnedBy(Core.class)
public final class Router {
    private final MatchCache routes;

    public Router(MatchCache routes) {
        this.routes = routes;
    }

    /** The topic's route now; it may be kept and asked whether it {@link Route#isCurrent()}. */
    public Route route(DirectBuffer topic, int offset, int length) {
        return routes.route(topic, offset, length);
    }

    /** Looks the route up and delivers. @return false when nobody wanted it */
    public boolean publish(Publication publication) {
        Route route = route(publication.topicBuffer(), publication.topicOffset(), publication.topicLength());
        deliver(publication, route);
        return !route.isEmpty();
    }

    /** Each recipient once, with all its matching subscriptions. */
    public void deliver(Publication publication, Route route) {
        Subscription[] subscriptions = route.subscriptions();
        int count = subscriptions.length;
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
