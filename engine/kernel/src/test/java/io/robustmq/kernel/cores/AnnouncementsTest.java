package io.robustmq.kernel.cores;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.route.MatchCache;
import io.robustmq.kernel.route.Route;
import io.robustmq.kernel.route.RouteSummary;
import io.robustmq.kernel.route.RouteVersions;
import io.robustmq.kernel.route.Subscriber;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.route.SubscriptionTree;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private static final long SEED = 1;

    private final TellingCores cores = new TellingCores(2);

    /** Core 1's subscriptions, of which core 0 is told. */
    private final SubscriptionTree tree = new SubscriptionTree(new RouteVersions(SEED), SEED);

    private final Announcements announcements =
            new Announcements(
                    cores.broadcasts.get(1), tree, new RouteSummary(new RouteVersions(SEED), SEED));
    private final RouteVersions versions = new RouteVersions(SEED);
    private final RouteSummary others = new RouteSummary(versions, SEED);
    private final MatchCache routes =
            new MatchCache(
                    new SubscriptionTree(versions, SEED), others, versions, 1024, 1 << 20, SEED);
    private final Subscriber subscriber = new Subscriber() {};

    @BeforeEach
    void listen() {
        new Announcements(
                cores.broadcasts.get(0), new SubscriptionTree(versions, SEED), others);
    }

    @Test
    void shouldMakeTheFilterKnownBeforeTheFirstSubscription() {
        announcements.hold("a/+", false);

        assertThat(routeAtTheOther().cores()).isEqualTo(0b10);
        assertThat(routeAtTheOther().keepingCores()).isZero();
    }

    @Test
    void shouldForgetTheFilterOfWhoGaveUp() {
        announcements.hold("a/+", true);
        announcements.letGo("a/+", true);

        assertThat(routeAtTheOther().cores()).isZero();
        assertThat(routeAtTheOther().keepingCores()).isZero();
        assertThat(others.count()).isZero();
    }

    @Test
    void shouldKeepTheFilterKnownUntilTheLastSubscriptionLeaves() {
        subscribe(subscriber, false);
        Subscriber second = new Subscriber() {};
        subscribe(second, false);

        unsubscribe(subscriber, false);
        assertThat(routeAtTheOther().cores()).isEqualTo(0b10);
        unsubscribe(second, false);
        assertThat(routeAtTheOther().cores()).isZero();
    }

    @Test
    void shouldSayWhetherMessagesAreKept() {
        Subscriber keeper = new Subscriber() {};
        subscribe(subscriber, false);
        subscribe(keeper, true);
        assertThat(routeAtTheOther().keepingCores()).isEqualTo(0b10);

        unsubscribe(keeper, true);

        assertThat(routeAtTheOther().cores()).isEqualTo(0b10);
        assertThat(routeAtTheOther().keepingCores()).isZero();
    }

    @Test
    void shouldTellNothingTwice() {
        subscribe(subscriber, true);
        long told = cores.broadcasts.get(1).told();

        subscribe(new Subscriber() {}, true);

        assertThat(cores.broadcasts.get(1).told()).isEqualTo(told);
    }

    private void subscribe(Subscriber who, boolean keeps) {
        announcements.hold("a/+", keeps);
        if (tree.add("a/+", new Subscription(who, "a/+", 1, 0)) == null) {
            announcements.added("a/+", keeps);
        }
        announcements.letGo("a/+", keeps);
    }

    private void unsubscribe(Subscriber who, boolean keeps) {
        assertThat(tree.remove("a/+", who)).isTrue();
        announcements.removed("a/+", keeps);
    }

    private Route routeAtTheOther() {
        cores.cycleAll();
        cores.cycleAll();
        UnsafeBuffer topic = LinkedCores.bytes("a/b");
        return routes.route(topic, 0, topic.capacity());
    }
}
