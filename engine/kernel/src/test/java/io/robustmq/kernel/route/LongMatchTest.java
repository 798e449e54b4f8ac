package io.robustmq.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.topic.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A topic that so many filters match that its match is done in steps. */
class LongMatchTest {
    /**
     * All filters of so many levels, each {@code a} or {@code +}, and what is below the one of all
     * {@code a}: a walk along them visits 2^12 − 1 nodes, one less than are visited at once.
     */
    private static final int LEVELS_AT_ONCE =
            Integer.numberOfTrailingZeros(MatchCache.NODES_AT_ONCE) - 1;

    /** Two steps and a bit. */
    private static final int LEVELS_OF_STEPS =
            Integer.numberOfTrailingZeros(MatchCache.NODES_PER_STEP);

    private final Routing routing = new Routing();

    private void overlap(int levels) {
        overlap(routing, levels);
    }

    private static void overlap(Routing routing, int levels) {
        for (int bits = 0; bits < 1 << levels; bits++) {
            StringBuilder filter = new StringBuilder();
            for (int level = 0; level < levels; level++) {
                filter.append(level == 0 ? "" : "/").append((bits >> level & 1) == 0 ? '+' : 'a');
            }
            routing.subscribe("s", filter.toString());
        }
    }

    private static String topic(int levels) {
        return "a/".repeat(levels - 1) + "a";
    }

    private @Nullable Route tryRoute(String topic) {
        return tryRoute(routing, topic);
    }

    /** A second try finds it. */
    private Route found(String topic) {
        return Objects.requireNonNull(tryRoute(topic));
    }

    private static @Nullable Route tryRoute(Routing routing, String topic) {
        return routing.cache.tryRoute(Bytes.view(topic), Bytes.OFFSET, Bytes.length(topic));
    }

    private int steps() {
        return steps(routing);
    }

    private static int steps(Routing routing) {
        int steps = 0;
        while (routing.cache.isPending()) {
            routing.cache.goOn();
            steps++;
        }
        return steps;
    }

    @Test
    void shouldMatchAtOnceUpToTheBound() {
        overlap(LEVELS_AT_ONCE);
        routing.subscribe("s", topic(LEVELS_AT_ONCE) + "/#");
        routing.subscribe("s", "+/".repeat(LEVELS_AT_ONCE) + "+"); // one node more

        Route route = found(topic(LEVELS_AT_ONCE + 1));

        assertThat(route.count()).isEqualTo(2);
        assertThat(routing.cache.isPending()).isFalse();
    }

    @Test
    void shouldMatchInStepsBeyondTheBound() {
        overlap(LEVELS_AT_ONCE);
        routing.subscribe("s", topic(LEVELS_AT_ONCE) + "/#");
        routing.subscribe("s", "+/".repeat(LEVELS_AT_ONCE) + "+");
        routing.subscribe("s", "+/".repeat(LEVELS_AT_ONCE) + "a");
        String topic = topic(LEVELS_AT_ONCE + 1);

        Route atFirst = tryRoute(topic);
        int steps = steps();

        assertThat(atFirst).isNull();
        assertThat(steps).isEqualTo(1);
        assertThat(found(topic).count()).isEqualTo(3);
        assertThat(routing.cache.hits()).isEqualTo(1);
    }

    @Test
    void shouldVisitABoundedNumberOfNodesInAStep() {
        overlap(LEVELS_OF_STEPS);
        String topic = topic(LEVELS_OF_STEPS);
        tryRoute(topic);

        int steps = steps();

        assertThat(steps).isEqualTo(2);
        assertThat(found(topic).subscriptions()).hasSize(1 << LEVELS_OF_STEPS);
    }

    @Test
    void shouldMatchOtherTopicsMeanwhile() {
        overlap(LEVELS_OF_STEPS);
        Subscription other = routing.subscribe("t", "b/+");
        tryRoute(topic(LEVELS_OF_STEPS));

        Route route = found("b/c");

        assertThat(route.subscriptions()).containsExactly(other);
        assertThat(routing.cache.isPending()).isTrue();
        steps();
        assertThat(found(topic(LEVELS_OF_STEPS)).count()).isEqualTo(1 << LEVELS_OF_STEPS);
    }

    @Test
    void shouldGiveARouteThatIsTooLargeToBeKept() {
        Routing small = new Routing(8, 1 << LEVELS_AT_ONCE);
        overlap(small, LEVELS_AT_ONCE + 1);
        String topic = topic(LEVELS_AT_ONCE + 1);
        tryRoute(small, topic);

        steps(small);

        assertThat(small.cache.count()).isZero();
        assertThat(Objects.requireNonNull(tryRoute(small, topic)).count())
                .isEqualTo(2 << LEVELS_AT_ONCE);
        small.unsubscribe("s", topic);
        assertThat(tryRoute(small, topic)).isNull();
    }

    /** The packet's bytes are another's by then. */
    @Test
    void shouldKeepTheTopicOfALongMatch() {
        overlap(LEVELS_OF_STEPS);
        String topic = topic(LEVELS_OF_STEPS);
        UnsafeBuffer packet = new UnsafeBuffer(new byte[64]);
        packet.putStringWithoutLengthAscii(7, topic);
        routing.cache.tryRoute(packet, 7, topic.length());
        packet.setMemory(0, 64, (byte) 'x');

        steps();

        assertThat(found(topic).count()).isEqualTo(1 << LEVELS_OF_STEPS);
    }

    @Test
    void shouldBeginAgainWhenSubscriptionsChangeMeanwhile() {
        overlap(LEVELS_OF_STEPS);
        String topic = topic(LEVELS_OF_STEPS);
        tryRoute(topic);
        routing.cache.goOn();
        routing.unsubscribe("s", "+/".repeat(LEVELS_OF_STEPS - 1) + "+");
        routing.subscribe("t", "a/#");
        routing.subscribe("u", "+/b/c/d"); // may have the record of what has gone

        int steps = steps();

        assertThat(steps).isEqualTo(2);
        assertThat(found(topic).count()).isEqualTo(1 << LEVELS_OF_STEPS);
        assertThat(Set.of(found(topic).subscriptions()))
                .isEqualTo(Set.copyOf(routing.match(topic)));
    }

    @Test
    void shouldEndHoweverOftenSubscriptionsChange() {
        overlap(LEVELS_OF_STEPS);
        tryRoute(topic(LEVELS_OF_STEPS));

        int steps = 0;
        while (routing.cache.isPending()) {
            routing.subscribe("t", "b/" + steps++);
            routing.cache.goOn();
        }

        assertThat(steps).isEqualTo(MatchCache.BEGUN_AGAIN_MAX);
        assertThat(found(topic(LEVELS_OF_STEPS)).count()).isEqualTo(1 << LEVELS_OF_STEPS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void shouldFindTheSameWhereverAWalkStops(int nodesPerStep) {
        for (String filter : List.of("#", "+", "a/#", "a/+/#", "+/b/c", "a/b/+", "a/+/c", "$x/+")) {
            routing.subscribe("s", filter);
        }
        TreeWalk walk = routing.tree.walk();
        RouteBuilder builder = new RouteBuilder();

        for (String topic : List.of("a", "a/b", "a/b/c", "a/b/c/d", "/", "$x/y", "b")) {
            routing.tree.begin(Bytes.view(topic), Bytes.OFFSET, Bytes.length(topic), walk, builder);
            while (walk.goOn(nodesPerStep, builder) < 0) {
                assertThat(builder.count()).isLessThanOrEqualTo(8);
            }

            List<Subscription> found = new ArrayList<>();
            for (int i = 0; i < builder.count(); i++) {
                found.add(builder.get(i));
            }
            assertThat(found).containsExactlyInAnyOrderElementsOf(routing.match(topic));
        }
    }
}
