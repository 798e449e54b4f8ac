package io.robustmq.kafka.group.consumer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * As many partitions for each member as for any other, and of what it had as much as that allows.
 * When all want the same topics, members differ by one partition at most, and no partition moves
 * that need not. When they do not, what is free goes to the reader that has least, the topics with
 * the fewest readers first, and then partitions move from who has more to who has less by two,
 * {@link #PASSES_MAX} times through all of them at most.
 */
final class UniformAssignor implements Assignor {
    /** Each pass makes it more even; few are needed, and cost is to be bounded. */
    static final int PASSES_MAX = 8;

    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public Map<String, Partitions> assign(Wishes wishes) {
        if (wishes.members().isEmpty()) {
            return Map.of();
        }
        Set<Uuid> first = wishes.members().firstEntry().getValue().topics();
        boolean isSame =
                wishes.members().values().stream().allMatch(wish -> wish.topics().equals(first));
        return isSame ? share(wishes) : balance(wishes);
    }

    /** One partition of a topic. */
    private record Place(Uuid topic, int partition) {}

    // ---- all want the same ----

    private static Map<String, Partitions> share(Wishes wishes) {
        int total = wishes.partitions().values().stream().mapToInt(Integer::intValue).sum();
        int members = wishes.members().size();
        int share = total / members;
        int larger = total % members;
        SortedMap<String, Partitions.Builder> shares = new TreeMap<>();
        Partitions.Builder taken = new Partitions.Builder();
        for (Map.Entry<String, Wish> member : wishes.members().entrySet()) {
            int most = larger > 0 ? share + 1 : share;
            Partitions.Builder kept = keep(member.getValue(), wishes, most, taken);
            larger -= kept.count() > share ? 1 : 0;
            shares.put(member.getKey(), kept);
        }
        fill(shares, share, larger, free(wishes, taken.build()));
        return built(shares);
    }

    private static Partitions.Builder keep(
            Wish wish, Wishes wishes, int most, Partitions.Builder taken) {
        Partitions.Builder kept = new Partitions.Builder();
        wish.before()
                .forEach((topic, partition) -> {
                    boolean exists =
                            wish.topics().contains(topic)
                                    && partition < wishes.partitions().getOrDefault(topic, 0);
                    if (exists && kept.count() < most) {
                        kept.add(topic, partition);
                        taken.add(topic, partition);
                    }
                });
        return kept;
    }

    private static ArrayDeque<Place> free(Wishes wishes, Partitions taken) {
        ArrayDeque<Place> free = new ArrayDeque<>();
        wishes.partitions()
                .forEach((topic, count) -> {
                    for (int partition = 0; partition < count; partition++) {
                        if (!taken.has(topic, partition)) {
                            free.add(new Place(topic, partition));
                        }
                    }
                });
        return free;
    }

    /** Everybody's share, and one more for the first of those who may have it. */
    private static void fill(
            SortedMap<String, Partitions.Builder> shares,
            int share,
            int larger,
            ArrayDeque<Place> free) {
        int left = larger;
        for (Partitions.Builder each : shares.values()) {
            int most = share;
            if (each.count() <= share && left > 0) {
                most++;
                left--;
            }
            while (each.count() < most && !free.isEmpty()) {
                Place place = free.remove();
                each.add(place.topic, place.partition);
            }
        }
    }

    private static Map<String, Partitions> built(SortedMap<String, Partitions.Builder> builders) {
        Map<String, Partitions> built = new HashMap<>();
        builders.forEach((id, builder) -> built.put(id, builder.build()));
        return built;
    }

    // ---- each wants something else ----

    private static Map<String, Partitions> balance(Wishes wishes) {
        SortedMap<Uuid, List<String>> readers = new TreeMap<>();
        wishes.members()
                .forEach((id, wish) ->
                        wish.topics()
                                .forEach(topic ->
                                        readers.computeIfAbsent(topic, none -> new ArrayList<>())
                                                .add(id)));
        Map<String, Integer> loads = new HashMap<>();
        Map<Place, String> owners = owners(wishes, loads);
        List<Place> places = new ArrayList<>(free(wishes, Partitions.NONE));
        places.sort(
                Comparator.comparingInt(
                        place -> readers.getOrDefault(place.topic, List.of()).size()));
        for (int pass = 0; pass < PASSES_MAX; pass++) {
            if (!even(places, readers, owners, loads)) {
                break;
            }
        }
        SortedMap<String, Partitions.Builder> shares = new TreeMap<>();
        wishes.members().keySet().forEach(id -> shares.put(id, new Partitions.Builder()));
        owners.forEach((place, id) ->
                shares.computeIfAbsent(id, none -> new Partitions.Builder())
                        .add(place.topic, place.partition));
        return built(shares);
    }

    private static Map<Place, String> owners(Wishes wishes, Map<String, Integer> loads) {
        Map<Place, String> owners = new HashMap<>();
        Partitions.Builder taken = new Partitions.Builder();
        wishes.members()
                .forEach((id, wish) -> {
                    Partitions kept = keep(wish, wishes, Integer.MAX_VALUE, taken).build();
                    kept.forEach((topic, partition) -> owners.put(new Place(topic, partition), id));
                    loads.put(id, kept.count());
                });
        return owners;
    }

    /** One pass. @return whether anything moved */
    private static boolean even(
            List<Place> places,
            SortedMap<Uuid, List<String>> readers,
            Map<Place, String> owners,
            Map<String, Integer> loads) {
        boolean moved = false;
        for (Place place : places) {
            List<String> able = readers.getOrDefault(place.topic, List.of());
            if (able.isEmpty()) {
                continue;
            }
            String least = able.getFirst();
            for (String id : able) {
                least = load(loads, id) < load(loads, least) ? id : least;
            }
            String owner = owners.get(place);
            if (owner == null || load(loads, owner) > load(loads, least) + 1) {
                owners.put(place, least);
                loads.merge(least, 1, Integer::sum);
                if (owner != null) {
                    loads.merge(owner, -1, Integer::sum);
                }
                moved = true;
            }
        }
        return moved;
    }

    private static int load(Map<String, Integer> loads, String id) {
        return loads.getOrDefault(id, 0);
    }
}
