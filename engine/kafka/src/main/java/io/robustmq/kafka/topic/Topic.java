package io.robustmq.kafka.topic;

import io.robustmq.kernel.shard.Shards;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A topic as the catalog has it; another object after each change.
 *
 * @param name 1 to 249 characters of Kafka's alphabet
 * @param idHigh upper half of its id, which no other topic ever has
 * @param idLow lower half
 * @param ranges its partitions' logs, in the order of the partitions
 * @param settings what was set for it, by Kafka's names; the rest has defaults
 */
public record Topic(
        String name, long idHigh, long idLow, List<LogRange> ranges, Map<String, String> settings) {
    public Topic {
        ranges = List.copyOf(ranges);
        SortedMap<String, String> sorted = new TreeMap<>(settings);
        settings = Collections.unmodifiableSortedMap(sorted);
    }

    /** One that was never grown, with logs from 0 on and every default. */
    public Topic(String name, long idHigh, long idLow, int partitions) {
        this(name, idHigh, idLow, List.of(new LogRange(0, partitions)), Map.of());
    }

    /** How many there are, from 0 on. */
    public int partitions() {
        int count = 0;
        for (LogRange range : ranges) {
            count += range.count();
        }
        return count;
    }

    /** Id of a partition's log. */
    public long logId(int partition) {
        int left = partition;
        for (LogRange range : ranges) {
            if (left < range.count()) {
                return range.firstLogId() + left;
            }
            left -= range.count();
        }
        throw new IndexOutOfBoundsException(partition);
    }

    /** The shard that a partition lives in: those of a topic go round. */
    public int shardOf(Shards shards, int partition) {
        long mixed = (idHigh ^ idLow) * 0x9e3779b97f4a7c15L;
        return (int) ((mixed >>> 32) + partition) & shards.count() - 1;
    }
}
