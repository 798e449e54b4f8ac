package io.robustmq.kafka.group.consumer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * Each topic by itself, in members' order, a run of neighbours for each: so partitions of the same
 * number of topics that are read together are one member's.
 */
final class RangeAssignor implements Assignor {
    @Override
    public String name() {
        return "range";
    }

    @Override
    public Map<String, Partitions> assign(Wishes wishes) {
        Map<String, Partitions.Builder> byMember = new HashMap<>();
        wishes.members().keySet().forEach(id -> byMember.put(id, new Partitions.Builder()));
        wishes.partitions()
                .forEach((topic, count) -> assign(topic, count, readers(wishes, topic), byMember));
        Map<String, Partitions> assigned = new HashMap<>();
        byMember.forEach((id, partitions) -> assigned.put(id, partitions.build()));
        return assigned;
    }

    private static List<String> readers(Wishes wishes, Uuid topic) {
        List<String> readers = new ArrayList<>();
        wishes.members()
                .forEach((id, wish) -> {
                    if (wish.topics().contains(topic)) {
                        readers.add(id);
                    }
                });
        return readers;
    }

    private static void assign(
            Uuid topic, int count, List<String> readers, Map<String, Partitions.Builder> into) {
        int next = 0;
        for (int i = 0; i < readers.size(); i++) {
            int share = count / readers.size() + (i < count % readers.size() ? 1 : 0);
            Partitions.Builder builder = into.get(readers.get(i));
            for (int behind = next + share; builder != null && next < behind; next++) {
                builder.add(topic, next);
            }
        }
    }
}
