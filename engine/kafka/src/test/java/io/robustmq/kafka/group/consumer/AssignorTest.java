package io.robustmq.kafka.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every partition is one member's; shares are even; what need not move stays. */
class AssignorTest {
    private static final Uuid T = new Uuid(0, 1);
    private static final Uuid U = new Uuid(0, 2);
    private static final Uuid V = new Uuid(0, 3);

    private final Assignor uniform = new UniformAssignor();
    private final SortedMap<Uuid, Integer> partitions = new TreeMap<>();
    private final SortedMap<String, Assignor.Wish> members = new TreeMap<>();

    private void member(String id, Uuid... topics) {
        members.put(id, new Assignor.Wish(Set.of(topics), Partitions.NONE));
    }

    private Assignor.Wish wish(String id) {
        return Objects.requireNonNull(members.get(id));
    }

    private static Partitions share(Map<String, Partitions> assigned, String id) {
        return Objects.requireNonNull(assigned.get(id));
    }

    private Map<String, Partitions> assign(Assignor assignor) {
        Map<String, Partitions> assigned =
                assignor.assign(new Assignor.Wishes(members, partitions));
        assigned.forEach((id, to) -> members.put(id, new Assignor.Wish(wish(id).topics(), to)));
        return assigned;
    }

    private static int moved(Map<String, Partitions> from, Map<String, Partitions> to) {
        return from.entrySet().stream()
                .mapToInt(each ->
                        each.getValue()
                                .minus(to.getOrDefault(each.getKey(), Partitions.NONE))
                                .count())
                .sum();
    }

    private static IntSummaryStatistics loads(Collection<Partitions> shares) {
        return shares.stream().mapToInt(Partitions::count).summaryStatistics();
    }

    @Test
    void shouldShareEvenlyAndMoveNoMoreThanANewMembersShare() {
        partitions.put(T, 7);
        partitions.put(U, 4);
        member("a", T, U);
        member("b", T, U);
        Map<String, Partitions> before = assign(uniform);
        assertThat(loads(before.values()))
                .matches(load -> load.getMin() == 5 && load.getMax() == 6);

        member("c", T, U);
        Map<String, Partitions> after = assign(uniform);

        assertThat(loads(after.values())).matches(load -> load.getMin() == 3 && load.getMax() == 4);
        assertThat(moved(before, after)).isEqualTo(share(after, "c").count());
    }

    @Test
    void shouldMoveNothingWhenNothingChanged() {
        partitions.put(T, 100);
        for (int i = 0; i < 7; i++) {
            member("m" + i, T);
        }

        assertThat(moved(assign(uniform), assign(uniform))).isZero();
    }

    @Test
    void shouldGiveNothingToMembersThatAreTooMany() {
        partitions.put(T, 2);
        member("a", T);
        member("b", T);
        member("c", T);

        assertThat(loads(assign(uniform).values()).getSum()).isEqualTo(2);
    }

    @Test
    void shouldAssignNothingToNobody() {
        partitions.put(T, 2);

        assertThat(assign(uniform)).isEmpty();
        assertThat(assign(new RangeAssignor())).isEmpty();
    }

    @Test
    void shouldBeEvenAsFarAsWishesAllow() {
        partitions.put(T, 6);
        partitions.put(U, 6);
        member("a", T, U);
        member("b", T);
        member("c", T);

        Map<String, Partitions> assigned = assign(uniform);

        assertThat(share(assigned, "a").count()).isEqualTo(6);
        assertThat(share(assigned, "b").count()).isEqualTo(3);
        assertThat(share(assigned, "c").count()).isEqualTo(3);
    }

    @Test
    void shouldGiveRunsOfNeighboursByRange() {
        partitions.put(T, 5);
        partitions.put(U, 5);
        member("a", T, U);
        member("b", T, U);

        Map<String, Partitions> assigned = assign(new RangeAssignor());

        assertThat(share(assigned, "a").toString())
                .isEqualTo(
                        "[" + T + "-0, " + T + "-1, " + T + "-2, " + U + "-0, " + U + "-1, " + U
                                + "-2]");
        assertThat(share(assigned, "b").count()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldGiveEveryWantedPartitionToOneMemberThatWantsIt(long seed) {
        Random random = new Random(seed);
        Uuid[] topics = {T, U, V};
        for (int step = 0; step < 200; step++) {
            change(random, topics);
            Assignor assignor = step % 5 == 0 ? new RangeAssignor() : uniform;

            Map<String, Partitions> assigned = assign(assignor);

            String at = "seed " + seed + " step " + step;
            Map<String, String> owners = new HashMap<>();
            assigned.forEach((id, share) ->
                    share.forEach((topic, partition) -> {
                        assertThat(wish(id).topics()).contains(topic);
                        assertThat(partition).isLessThan(partitions.get(topic));
                        assertThat(owners.put(topic + "-" + partition, id)).as(at).isNull();
                    }));
            Set<Uuid> wanted =
                    members.values().stream()
                            .flatMap(wish -> wish.topics().stream())
                            .collect(Collectors.toSet());
            int total =
                    partitions.entrySet().stream()
                            .filter(each -> wanted.contains(each.getKey()))
                            .mapToInt(Map.Entry::getValue)
                            .sum();
            assertThat(owners).as(at).hasSize(total);
        }
    }

    private void change(Random random, Uuid[] topics) {
        String id = "m" + random.nextInt(8);
        Uuid topic = topics[random.nextInt(3)];
        switch (random.nextInt(4)) {
            case 0 -> members.remove(id);
            case 1 -> partitions.merge(topic, 1 + random.nextInt(5), Integer::sum);
            default -> {
                Partitions before = members.containsKey(id) ? wish(id).before() : Partitions.NONE;
                Set<Uuid> wants = random.nextInt(3) == 0 ? partitions.keySet() : Set.of(topic);
                wants = wants.stream().filter(partitions::containsKey).collect(Collectors.toSet());
                members.put(id, new Assignor.Wish(wants, before));
            }
        }
        Set<Uuid> wanted =
                members.values().stream()
                        .flatMap(wish -> wish.topics().stream())
                        .collect(Collectors.toSet());
        partitions.keySet().retainAll(wanted);
    }
}
