package io.robustmq.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.topic.Bytes;
import io.robustmq.kernel.topic.NaiveMatcher;
import io.robustmq.kernel.topic.RandomTopics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTreeTest {
    private final Routing routing = new Routing();

    @ParameterizedTest
    @CsvSource({
        // §4.7.1.2
        "sport/tennis/player1/#, sport/tennis/player1, true",
        "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
        "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
        "sport/tennis/player1/#, sport/tennis/player2, false",
        "sport/#, sport, true",
        "sport/#, sporting, false",
        "#, sport, true",
        "#, /, true",
        // §4.7.1.3
        "sport/tennis/+, sport/tennis/player1, true",
        "sport/tennis/+, sport/tennis/player1/ranking, false",
        "sport/+, sport, false",
        "sport/+, sport/, true",
        "+/tennis/#, sport/tennis, true",
        "sport/+/player1, sport/tennis/player1, true",
        "sport/+/player1, sport/player1, false",
        "+/+, /finance, true",
        "/+, /finance, true",
        "+, /finance, false",
        // §4.7.2
        "#, $SYS/monitor/Clients, false",
        "+/monitor/Clients, $SYS/monitor/Clients, false",
        "$SYS/#, $SYS/monitor/Clients, true",
        "$SYS/#, $SYS, true",
        "$SYS/monitor/+, $SYS/monitor/Clients, true",
        "a/+, a/$SYS, true",
        "a/#, a/$SYS, true",
        // §4.7.3
        "Accounts, ACCOUNTS, false",
        "Accounts payable, Accounts payable, true",
        "finance, /finance, false",
        "a/b, a/b/, false",
        "a//b, a//b, true",
        "a/+/b, a//b, true",
        "a/b, a//b, false",
        "/, /, true",
        "//, /, false",
        "+/+/+, //, true",
    })
    void shouldMatchAsTheSpecificationSays(String filter, String topic, boolean matches) {
        routing.subscribe("s", filter);

        assertThat(routing.match(topic)).hasSize(matches ? 1 : 0);
    }

    @Test
    void shouldCompareLevelsByteForByte() { // [MQTT-4.7.3-4]: no normalisation
        routing.subscribe("s", "\u00e9");

        assertThat(routing.match("\u00e9")).hasSize(1);
        assertThat(routing.match("e\u0301")).isEmpty();
    }

    @Test
    void shouldReplaceTheSubscriptionOfTheSameSubscriberAndFilter() { // [MQTT-3.8.4-3]
        Subscriber subscriber = routing.subscriber("s");
        Subscription first = new Subscription(subscriber, "a/+", 0, 0);
        Subscription second = new Subscription(subscriber, "a/+", 2, 9);

        assertThat(routing.tree.add("a/+", first)).isNull();
        assertThat(routing.tree.add("a/+", second)).isSameAs(first);

        assertThat(routing.match("a/b")).containsExactly(second);
        assertThat(routing.tree.count()).isEqualTo(1);
    }

    @Test
    void shouldRemoveOnlyWhatIsThere() {
        routing.subscribe("s", "a/+");

        assertThat(routing.unsubscribe("other", "a/+")).isFalse();
        assertThat(routing.unsubscribe("s", "a/b")).isFalse();
        assertThat(routing.unsubscribe("s", "a")).isFalse();
        assertThat(routing.unsubscribe("s", "a/+")).isTrue();
        assertThat(routing.unsubscribe("s", "a/+")).isFalse();

        assertThat(routing.match("a/b")).isEmpty();
        assertThat(routing.tree.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 17, 1_000})
    void shouldHoldManySubscribersOfOneFilter(int subscribers) {
        Set<Subscription> expected = new HashSet<>();
        for (int i = 0; i < subscribers; i++) {
            expected.add(routing.subscribe("s" + i, "a/+"));
        }
        assertThat(routing.match("a/b")).hasSize(subscribers).hasSameElementsAs(expected);
        assertThat(routing.tree.count(Bytes.view("a/+"), Bytes.OFFSET, 3)).isEqualTo(subscribers);

        for (int i = 0; i < subscribers; i += 2) {
            assertThat(routing.unsubscribe("s" + i, "a/+")).isTrue();
            assertThat(routing.unsubscribe("s" + i, "a/+")).isFalse();
        }
        expected.removeIf(s -> Integer.parseInt(nameOf(s).substring(1)) % 2 == 0);
        assertThat(routing.match("a/b")).hasSameElementsAs(expected);

        for (int i = 1; i < subscribers; i += 2) {
            assertThat(routing.unsubscribe("s" + i, "a/+")).isTrue();
        }
        assertThat(routing.match("a/b")).isEmpty();
        assertThat(routing.tree.count(Bytes.view("a/+"), Bytes.OFFSET, 3)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 6, 100}) // 3 filters each: compared pairwise up to 16, then hashed
    void shouldPutTheSubscriptionsOfASubscriberSideBySide(int subscribers) { // [MQTT-3.3.4-3]
        for (String filter : List.of("a/b", "a/+", "#")) {
            for (int i = 0; i < subscribers; i++) {
                routing.subscribe("s" + i, filter);
            }
        }

        List<Subscription> matched = routing.match("a/b");

        assertThat(new HashSet<>(matched)).hasSize(3 * subscribers);
        assertThat(changesOfSubscriber(matched)).isEqualTo(subscribers);
    }

    @Test
    void shouldMatchWhatAPlainMatcherMatchesWhileSubscriptionsComeAndGo() {
        long seed = 20_240_601;
        Random random = new Random(seed);
        RandomTopics topics = new RandomTopics(random);
        Map<List<String>, Subscription> model = new HashMap<>();
        for (int round = 0; round < 20_000; round++) {
            String subscriber = "s" + random.nextInt(20);
            String filter = topics.filter();
            if (random.nextInt(5) < 2) {
                model.put(List.of(subscriber, filter), routing.subscribe(subscriber, filter));
            } else if (!model.isEmpty()) {
                List<String> key = List.of(subscriber, filter);
                boolean removed = routing.unsubscribe(subscriber, filter);
                assertThat(removed)
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(model.containsKey(key));
                model.remove(key);
            }
            if (round % 20 == 0) {
                String topic = topics.name();
                List<Subscription> matched = routing.match(topic);
                assertThat(matched)
                        .as("seed %d round %d topic %s", seed, round, topic)
                        .containsExactlyInAnyOrderElementsOf(expected(model, topic));
                assertThat(changesOfSubscriber(matched)).isEqualTo(subscribersOf(matched));
            }
        }
        assertThat(routing.tree.count()).isEqualTo(model.size());
    }

    @Test
    void shouldNeedNoMoreMemoryAfterEverythingCameAndWentOften() {
        long bytes = 0;
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 3_000; i++) {
                routing.subscribe("s", round + "/" + i + "/+/#");
            }
            for (int i = 0; i < 3_000; i++) {
                routing.unsubscribe("s", round + "/" + i + "/+/#");
            }
            bytes = round == 0 ? routing.tree.heapBytes() : bytes;
        }

        // pages split by chance differ from round to round; ten rounds kept would be ten times as
        // much
        assertThat(routing.tree.heapBytes()).isLessThan(2 * bytes);
    }

    @Test
    void shouldFollowTheDeepestTopicWithoutRecursion() {
        String deepest = "/".repeat(32_767);
        routing.subscribe("s", deepest);
        routing.subscribe("s", "+/#");
        routing.subscribe("s", deepest.replace("/", "+/") + "+");

        assertThat(routing.match(deepest)).hasSize(3);

        assertThat(routing.unsubscribe("s", deepest)).isTrue();
        assertThat(routing.match(deepest)).hasSize(2);
    }

    @Test
    void shouldVisitEachNodeOnceHoweverWildcardsOverlap() { // 2^17 filters, all match one topic
        int levels = 17;
        Subscriber subscriber = routing.subscriber("s");
        Subscription subscription = new Subscription(subscriber, "", 0, 0);
        for (int bits = 0; bits < 1 << levels; bits++) {
            StringBuilder filter = new StringBuilder();
            for (int level = 0; level < levels; level++) {
                filter.append((bits >> level & 1) == 0 ? "a/" : "+/");
            }
            routing.tree.add(filter + "#", subscription);
        }

        assertThat(routing.match("a/".repeat(127) + "a")).hasSize(1 << levels);
        assertThat(routing.match("a/b")).isEmpty();
    }

    private static List<Subscription> expected(
            Map<List<String>, Subscription> model, String topic) {
        List<Subscription> expected = new ArrayList<>();
        for (Subscription subscription : model.values()) {
            if (NaiveMatcher.matches(subscription.filter(), topic)) {
                expected.add(subscription);
            }
        }
        return expected;
    }

    private static String nameOf(Subscription subscription) {
        return ((Routing.Named) subscription.subscriber()).name();
    }

    private static int subscribersOf(List<Subscription> subscriptions) {
        return (int) subscriptions.stream().map(Subscription::subscriber).distinct().count();
    }

    /** Runs of one subscriber; as many as subscribers when they are grouped. */
    private static int changesOfSubscriber(List<Subscription> subscriptions) {
        int runs = 0;
        Subscriber previous = null;
        for (Subscription subscription : subscriptions) {
            runs += subscription.subscriber() == previous ? 0 : 1;
            previous = subscription.subscriber();
        }
        return runs;
    }
}
