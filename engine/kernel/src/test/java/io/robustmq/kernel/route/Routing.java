package io.robustmq.kernel.route;

import io.robustmq.kernel.topic.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One core's routing as a test drives it: by names. */
final class Routing {
    private static final long SEED = 0x5EED;

    final RouteVersions versions = new RouteVersions(SEED);
    final SubscriptionTree tree = new SubscriptionTree(versions, SEED);
    final RouteSummary others = new RouteSummary(versions, SEED);
    final MatchCache cache;
    private final RouteBuilder builder = new RouteBuilder();
    private final Map<String, Subscriber> subscribers = new HashMap<>();

    Routing() {
        this(1 << 10, 1 << 20);
    }

    Routing(int routesMax, long bytesMax) {
        cache = new MatchCache(tree, others, versions, routesMax, bytesMax, SEED);
    }

    /** A subscriber that is no other's equal and says its name. */
    record Named(String name) implements Subscriber {}

    Subscriber subscriber(String name) {
        return subscribers.computeIfAbsent(name, Named::new);
    }

    Subscription subscribe(String subscriber, String filter) {
        Subscription subscription = new Subscription(subscriber(subscriber), filter, 0, 0);
        tree.add(Bytes.view(filter), Bytes.OFFSET, Bytes.length(filter), subscription);
        return subscription;
    }

    boolean unsubscribe(String subscriber, String filter) {
        return tree.remove(
                Bytes.view(filter), Bytes.OFFSET, Bytes.length(filter), subscriber(subscriber));
    }

    List<Subscription> match(String topic) {
        tree.match(Bytes.view(topic), Bytes.OFFSET, Bytes.length(topic), builder);
        List<Subscription> matched = new ArrayList<>();
        for (int i = 0; i < builder.count(); i++) {
            matched.add(builder.get(i));
        }
        return matched;
    }

    /** The filters of all that match, sorted out of any order. */
    Set<String> filtersFor(String topic) {
        Set<String> filters = new HashSet<>();
        match(topic).forEach(subscription -> filters.add(subscription.filter()));
        return filters;
    }

    Route route(String topic) {
        return cache.route(Bytes.view(topic), Bytes.OFFSET, Bytes.length(topic));
    }
}
