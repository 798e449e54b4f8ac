package io.robustmq.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.topic.Bytes;
import io.robustmq.kernel.topic.RandomTopics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchCacheTest {
    private final Routing routing = new Routing();

    @Test
    void shouldRememberARoute() {
        Subscription subscription = routing.subscribe("s", "a/+");

        Route route = routing.route("a/b");

        assertThat(route.subscriptions()).containsExactly(subscription);
        assertThat(routing.route("a/b")).isSameAs(route);
        assertThat(routing.cache.hits()).isEqualTo(1);
        assertThat(routing.cache.misses()).isEqualTo(1);
    }

    @Test
    void shouldRememberThatNobodyWantsATopic() {
        Route route = routing.route("a/b");

        assertThat(route.isEmpty()).isTrue();
        assertThat(routing.route("a/b")).isSameAs(route);
    }

    @Test
    void shouldTellItsTopicFromOthers() {
        Route route = routing.route("a/bcdefghij");

        assertThat(route.isFor(Bytes.view("a/bcdefghij"), Bytes.OFFSET, 11)).isTrue();
        assertThat(route.isFor(Bytes.view("a/bcdefghik"), Bytes.OFFSET, 11)).isFalse();
        assertThat(route.isFor(Bytes.view("a/bcdefghij"), Bytes.OFFSET, 10)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/c/d/e",
        "a/b/c/d/+",
        "a/b/c/+/e",
        "a/b/+/d/e",
        "a/+/c/d/e",
        "+/b/c/d/e",
        "#",
        "a/#",
        "a/b/#",
        "a/b/c/#",
        "a/b/c/d/#",
        "a/b/c/d/e/#",
    })
    void shouldOutdateTheRoutesAFilterMatches(String filter) {
        Route before = routing.route("a/b/c/d/e");

        Subscription subscription = routing.subscribe("s", filter);
        Route with = routing.route("a/b/c/d/e");
        routing.unsubscribe("s", filter);

        assertThat(before.isCurrent()).isFalse();
        assertThat(before.subscriptions()).isEmpty();
        assertThat(with.subscriptions()).containsExactly(subscription);
        assertThat(with.isCurrent()).isFalse();
        assertThat(with.version()).isGreaterThan(before.version());
        assertThat(routing.route("a/b/c/d/e").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a/b/x", "a/x/+", "a/x/#", "x/#", "a/b/c/x", "a/b/x/#"})
    void shouldKeepTheRoutesAFilterCannotConcern(String filter) {
        Route route = routing.route("a/b/c");

        routing.subscribe("s", filter);

        assertThat(route.isCurrent()).isTrue();
        assertThat(routing.route("a/b/c")).isSameAs(route);
    }

    @Test
    void shouldOutdateRoutesWhenOptionsChange() {
        routing.subscribe("s", "a");
        Route route = routing.route("a");

        Subscription changed = routing.subscribe("s", "a");

        assertThat(route.isCurrent()).isFalse();
        assertThat(routing.route("a").subscriptions()).containsExactly(changed);
    }

    @Test
    void shouldNameTheOtherCoresThatWantATopic() {
        addCore("a/+", 1);
        addCore("a/#", 63);
        addCore("x", 2);

        assertThat(routing.route("a/b").cores()).isEqualTo(1L << 63 | 1L << 1);

        removeCore("a/#", 63);
        assertThat(routing.route("a/b").cores()).isEqualTo(1L << 1);
        assertThat(routing.route("x").cores()).isEqualTo(1L << 2);
        assertThat(routing.route("y").isEmpty()).isTrue();
    }

    @Test
    void shouldKnowACoreOncePerFilter() {
        assertThat(addCore("a/+", 1)).isTrue();
        Route route = routing.route("a/b");

        assertThat(addCore("a/+", 1)).isFalse();
        assertThat(route.isCurrent()).isTrue();
        assertThat(removeCore("a/+", 1)).isTrue();
        assertThat(removeCore("a/+", 1)).isFalse();
    }

    @Test
    void shouldGiveWhatAFreshMatchGivesWhileSubscriptionsComeAndGo() {
        long seed = 77_001;
        Random random = new Random(seed);
        RandomTopics topics = new RandomTopics(random);
        Map<String, Route> kept = new HashMap<>(); // as connections keep their last route
        for (int round = 0; round < 20_000; round++) {
            String subscriber = "s" + random.nextInt(5);
            String filter = topics.filter();
            if (random.nextBoolean()) {
                routing.subscribe(subscriber, filter);
            } else {
                routing.unsubscribe(subscriber, filter);
            }
            String topic = topics.name();
            List<Subscription> fresh = routing.match(topic);
            Route last = kept.get(topic);
            if (last != null && last.isCurrent()) {
                assertThat(last.subscriptions())
                        .as("kept, seed %d round %d %s", seed, round, topic)
                        .containsExactlyInAnyOrderElementsOf(fresh);
            }
            Route route = routing.route(topic);
            assertThat(route.subscriptions())
                    .as("cached, seed %d round %d %s", seed, round, topic)
                    .containsExactlyInAnyOrderElementsOf(fresh);
            kept.put(topic, route);
        }
        assertThat(routing.cache.hits()).isPositive();
    }

    @Test
    void shouldStayWithinItsRoutes() {
        Routing small = new Routing(64, 1 << 20);
        small.subscribe("s", "#");

        for (int i = 0; i < 10_000; i++) {
            assertThat(small.route("topic/" + i).count()).isEqualTo(1);
            assertThat(small.cache.count()).isLessThanOrEqualTo(64);
        }

        assertThat(small.cache.count()).isGreaterThan(32);
    }

    @Test
    void shouldStayWithinItsBytes() {
        Routing small = new Routing(1 << 10, 8_192);
        small.subscribe("s", "#");

        for (int i = 0; i < 10_000; i++) {
            assertThat(small.route("topic/" + i).count()).isEqualTo(1);
            assertThat(small.cache.bytes()).isBetween(1L, 8_192L);
        }
    }

    @Test
    void shouldNotKeepARouteThatIsTooLarge() {
        Routing small = new Routing(1 << 10, 8_192);
        for (int i = 0; i < 1_000; i++) {
            small.subscribe("s" + i, "large");
        }

        assertThat(small.route("large").count()).isEqualTo(1_000);
        assertThat(small.cache.bytes()).isZero();
    }

    @Test
    void shouldKeepTheTopicsInUseWhileOthersPassThrough() {
        Routing small = new Routing(64, 1 << 20);
        small.route("in/use");

        long missesBefore = small.cache.misses();
        for (int i = 0; i < 1_000; i++) {
            small.route("passing/" + i);
            small.route("in/use");
        }

        assertThat(small.cache.misses() - missesBefore).isBetween(1_000L, 1_200L);
    }

    private boolean addCore(String filter, int core) {
        return routing.others.add(Bytes.view(filter), Bytes.OFFSET, Bytes.length(filter), core);
    }

    private boolean removeCore(String filter, int core) {
        return routing.others.remove(Bytes.view(filter), Bytes.OFFSET, Bytes.length(filter), core);
    }
}
