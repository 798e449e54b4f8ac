package io.robustmq.kernel.retained;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetainedTreeTest {
    /** Values are their own topics, or say more; a value's size is its length. */
    private final RetainedTree<String> tree = new RetainedTree<>(String::length, 0x5EED);

    @ParameterizedTest
    @CsvSource({
        "#, a a/b a//b /a a/$x b",
        "+, a b",
        "+/+, a/b /a a/$x",
        "a/#, a a/b a//b a/$x",
        "a/+, a/b a/$x",
        "a/+/b, a//b",
        "a/b, a/b",
        "a/b/#, a/b",
        "a/b/+, ''",
        "$SYS, $SYS",
        "$SYS/#, $SYS $SYS/x",
        "$SYS/+, $SYS/x",
        "+/x, ''",
        "c/#, ''",
    })
    void shouldFindTheTopicsAFilterMatches(String filter, String topics) { // MQTT 5.0 §4.7
        for (String topic : "a a/b a//b /a a/$x b $SYS $SYS/x".split(" ")) {
            put(topic, topic);
        }

        assertThat(matches(filter)).containsExactlyInAnyOrderElementsOf(words(topics));
    }

    @Test
    void shouldKeepOneValueATopicAndCountThem() {
        assertThat(put("a/b", "first")).isNull();
        assertThat(put("a/b", "2nd")).isEqualTo("first");
        assertThat(put("a", "x")).isNull();
        assertThat(tree.count()).isEqualTo(2);
        assertThat(tree.valueBytes()).isEqualTo(4);
        assertThat(get("a/b")).isEqualTo("2nd");

        assertThat(remove("a/b")).isEqualTo("2nd");
        assertThat(remove("a/b")).isNull();
        assertThat(remove("nowhere")).isNull();
        assertThat(get("a/b")).isNull();
        assertThat(tree.count()).isEqualTo(1);
        assertThat(tree.valueBytes()).isEqualTo(1);
    }

    @Test
    void shouldWalkInPortionsNoLongerThanAsked() {
        for (int i = 0; i < 100; i++) {
            put("a/" + i, "a/" + i);
        }
        RetainedCursor<String> cursor = cursor("#");
        List<String> visited = new ArrayList<>();

        int portions = 0;
        while (!cursor.isDone()) {
            assertThat(cursor.forEach(10, visited::add)).isLessThanOrEqualTo(10);
            portions++;
        }

        assertThat(portions).isEqualTo(11); // 101 nodes, and the step that finds the end
        assertThat(visited).hasSize(100).doesNotHaveDuplicates();
        assertThat(cursor.forEach(10, visited::add)).isZero();
    }

    @Test
    void shouldBoundTheNodesItPassesWithoutAMatch() {
        for (int i = 0; i < 100; i++) {
            put("a/" + i + "/x", "value");
        }
        RetainedCursor<String> cursor = cursor("a/+/y");

        assertThat(cursor.forEach(50, value -> {})).isZero();
        assertThat(cursor.isDone()).isFalse();
        assertThat(cursor.forEach(60, value -> {})).isZero();
        assertThat(cursor.isDone()).isTrue();
    }

    @Test
    void shouldGoOnWhenTheTopicItStandsOnIsRemoved() {
        put("a/1", "a/1");
        put("a/2", "a/2");
        put("b", "b");
        RetainedCursor<String> cursor = cursor("a/+");
        List<String> visited = new ArrayList<>();
        cursor.forEach(2, visited::add); // a, then the newest of its children

        remove("a/2");
        cursor.forEach(10, visited::add);

        assertThat(visited).containsExactly("a/2", "a/1");
        assertThat(cursor.isDone()).isTrue();
    }

    @Test
    void shouldLetTheVisitorRemoveWhatItVisitsAndCloseTheCursor() {
        put("a/1", "a/1");
        put("a/2", "a/2");
        RetainedCursor<String> cursor = cursor("#");
        List<String> visited = new ArrayList<>();

        cursor.forEach(
                10,
                value -> {
                    visited.add(value);
                    remove(value);
                    cursor.close();
                });

        assertThat(visited).containsExactly("a/2");
        assertThat(cursor.isDone()).isTrue();
        assertThat(matches("#")).containsExactly("a/1");
    }

    @Test
    void shouldLeaveNothingBehindWhenAWalkIsGivenUp() {
        put("a/b/c", "value");
        RetainedCursor<String> cursor = cursor("#");
        cursor.forEach(3, value -> {});
        remove("a/b/c");
        long nodesWhileHeld = tree.nodeCount();

        cursor.close();
        cursor.close();

        assertThat(nodesWhileHeld).isEqualTo(4);
        assertThat(tree.nodeCount()).isEqualTo(1);
    }

    @Test
    void shouldFindWhatAPlainMatcherFinds() {
        long seed = 404;
        Random random = new Random(seed);
        RandomTopics topics = new RandomTopics(random);
        Map<String, String> model = new HashMap<>();
        for (int round = 0; round < 10_000; round++) {
            change(random, topics.name(), round, model);
            if (round % 10 == 0) {
                String filter = topics.filter();
                assertThat(matches(filter))
                        .as("seed %d round %d %s", seed, round, filter)
                        .containsExactlyInAnyOrderElementsOf(expected(model, filter));
            }
        }
        assertThat(tree.count()).isEqualTo(model.size());
        model.keySet().forEach(this::remove);
        assertThat(tree.nodeCount()).isEqualTo(1);
    }

    @Test
    void shouldVisitOnceWhatStaysWhileTheTreeChangesUnderTheWalk() {
        long seed = 1_717;
        Random random = new Random(seed);
        RandomTopics topics = new RandomTopics(random);
        for (int walk = 0; walk < 500; walk++) {
            Map<String, String> model = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                String topic = topics.name();
                model.put(topic, topic);
                put(topic, topic);
            }
            String filter = topics.filter();
            Set<String> stayed = new HashSet<>(expected(model, filter));
            RetainedCursor<String> cursor = cursor(filter);
            List<String> visited = new ArrayList<>();

            while (!cursor.isDone()) {
                cursor.forEach(1 + random.nextInt(3), visited::add);
                String changed = topics.name();
                stayed.remove(changed);
                if (random.nextBoolean()) {
                    put(changed, changed);
                    model.put(changed, changed);
                } else {
                    remove(changed);
                }
            }

            assertThat(visited).as("seed %d walk %d", seed, walk).doesNotHaveDuplicates();
            assertThat(visited).as("seed %d walk %d", seed, walk).containsAll(stayed);
            assertThat(visited).allMatch(topic -> NaiveMatcher.matches(filter, topic));
            model.keySet().forEach(this::remove);
            assertThat(tree.nodeCount()).isEqualTo(1);
        }
    }

    @Test
    void shouldFollowTheDeepestTopicWithoutRecursion() {
        String deepest = "/".repeat(32_767);
        put(deepest, "deep");

        assertThat(matches("#")).containsExactly("deep");
        assertThat(matches("+/".repeat(32_767) + "+")).containsExactly("deep");
        assertThat(remove(deepest)).isEqualTo("deep");
        assertThat(tree.nodeCount()).isEqualTo(1);
    }

    private void change(Random random, String topic, int round, Map<String, String> model) {
        if (random.nextBoolean()) {
            String value = topic + " " + round;
            assertThat(put(topic, value)).isEqualTo(model.put(topic, value));
        } else {
            assertThat(remove(topic)).isEqualTo(model.remove(topic));
        }
    }

    private static List<String> expected(Map<String, String> model, String filter) {
        List<String> expected = new ArrayList<>();
        model.forEach((topic, value) -> {
            if (NaiveMatcher.matches(filter, topic)) {
                expected.add(value);
            }
        });
        return expected;
    }

    private List<String> matches(String filter) {
        List<String> matches = new ArrayList<>();
        RetainedCursor<String> cursor = cursor(filter);
        cursor.forEach(Integer.MAX_VALUE, matches::add);
        assertThat(cursor.isDone()).isTrue();
        return matches;
    }

    private RetainedCursor<String> cursor(String filter) {
        return tree.cursor(Bytes.view(filter), Bytes.OFFSET, Bytes.length(filter));
    }

    private @Nullable String put(String topic, String value) {
        return tree.put(Bytes.view(topic), Bytes.OFFSET, Bytes.length(topic), value);
    }

    private @Nullable String remove(String topic) {
        return tree.remove(Bytes.view(topic), Bytes.OFFSET, Bytes.length(topic));
    }

    private @Nullable String get(String topic) {
        return tree.get(Bytes.view(topic), Bytes.OFFSET, Bytes.length(topic));
    }

    private static List<String> words(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(" "));
    }
}
