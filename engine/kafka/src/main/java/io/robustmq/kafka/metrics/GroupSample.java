package io.robustmq.kafka.metrics;

import java.util.List;

/**
 * A group of consumers at one moment.
 *
 * @param type {@code classic} or {@code consumer}
 * @param state as ListGroups says it
 * @param offsets that it has committed, of topics that are there
 */
public record GroupSample(
        String group, String type, String state, int members, List<Committed> offsets) {
    /**
     * @param core the partition lives there
     * @param logId the partition's
     */
    public record Committed(String topic, int partition, int core, long logId, long offset) {}
}
