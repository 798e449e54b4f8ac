package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * A set of partitions, by the ids of their topics. Immutable; no topic is without a partition.
 *
 * <pre>
 * topics: 4 | topics × (idHigh: 8 | idLow: 8 | count: 4 | count × partition: 4)
 * </pre>
 */
final class Partitions {
    static final Partitions NONE = new Partitions(new TreeMap<>());

    private final SortedMap<Uuid, BitSet> byTopic;

    private Partitions(SortedMap<Uuid, BitSet> byTopic) {
        this.byTopic = byTopic;
    }

    /** Gathers partitions. */
    static final class Builder {
        private final SortedMap<Uuid, BitSet> byTopic = new TreeMap<>();
        private int count;

        Builder add(Uuid topic, int partition) {
            BitSet ofTopic = byTopic.computeIfAbsent(topic, none -> new BitSet());
            count += ofTopic.get(partition) ? 0 : 1;
            ofTopic.set(partition);
            return this;
        }

        int count() {
            return count;
        }

        /** The builder is of no more use. */
        Partitions build() {
            return byTopic.isEmpty() ? NONE : new Partitions(byTopic);
        }
    }

    /** Gets partitions, topic by topic. */
    interface Visitor {
        void onPartition(Uuid topic, int partition);
    }

    /** Gets topics and how their partitions are numbered, in order. */
    interface TopicVisitor {
        void onTopic(Uuid topic, List<Integer> partitions);
    }

    boolean isEmpty() {
        return byTopic.isEmpty();
    }

    int count() {
        return byTopic.values().stream().mapToInt(BitSet::cardinality).sum();
    }

    boolean has(Uuid topic, int partition) {
        BitSet ofTopic = byTopic.get(topic);
        return ofTopic != null && partition >= 0 && ofTopic.get(partition);
    }

    void forEach(Visitor visitor) {
        byTopic.forEach((topic, bits) ->
                bits.stream().forEach(partition -> visitor.onPartition(topic, partition)));
    }

    void forEachTopic(TopicVisitor visitor) {
        byTopic.forEach((topic, bits) -> visitor.onTopic(topic, bits.stream().boxed().toList()));
    }

    /** Those that are in both. */
    Partitions and(Partitions other) {
        SortedMap<Uuid, BitSet> both = new TreeMap<>();
        for (Map.Entry<Uuid, BitSet> mine : byTopic.entrySet()) {
            BitSet others = other.byTopic.get(mine.getKey());
            if (others != null) {
                BitSet bits = (BitSet) mine.getValue().clone();
                bits.and(others);
                put(both, mine.getKey(), bits);
            }
        }
        return new Partitions(both);
    }

    /** Those that the other has not. */
    Partitions minus(Partitions other) {
        SortedMap<Uuid, BitSet> left = new TreeMap<>();
        for (Map.Entry<Uuid, BitSet> mine : byTopic.entrySet()) {
            BitSet bits = (BitSet) mine.getValue().clone();
            BitSet others = other.byTopic.get(mine.getKey());
            if (others != null) {
                bits.andNot(others);
            }
            put(left, mine.getKey(), bits);
        }
        return new Partitions(left);
    }

    /** Those of both. */
    Partitions plus(Partitions other) {
        SortedMap<Uuid, BitSet> all = new TreeMap<>();
        byTopic.forEach((topic, bits) -> all.put(topic, (BitSet) bits.clone()));
        other.byTopic.forEach(
                (topic, bits) -> all.computeIfAbsent(topic, none -> new BitSet()).or(bits));
        return new Partitions(all);
    }

    private static void put(SortedMap<Uuid, BitSet> into, Uuid topic, BitSet bits) {
        if (!bits.isEmpty()) {
            into.put(topic, bits);
        }
    }

    void write(EventWriter to) {
        to.int32(byTopic.size());
        byTopic.forEach((topic, bits) -> {
            to.int64(topic.getMostSignificantBits());
            to.int64(topic.getLeastSignificantBits()).int32(bits.cardinality());
            bits.stream().forEach(to::int32);
        });
    }

    static Partitions read(EventReader from) {
        Builder builder = new Builder();
        for (int topics = from.int32(); topics > 0; topics--) {
            long high = from.int64();
            Uuid topic = new Uuid(high, from.int64());
            for (int left = from.int32(); left > 0; left--) {
                builder.add(topic, from.int32());
            }
        }
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Partitions partitions && byTopic.equals(partitions.byTopic);
    }

    @Override
    public int hashCode() {
        return byTopic.hashCode();
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        forEach((topic, partition) -> all.add(topic + "-" + partition));
        return all.toString();
    }
}
