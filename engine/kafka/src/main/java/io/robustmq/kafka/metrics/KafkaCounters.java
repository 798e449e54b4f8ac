package io.robustmq.kafka.metrics;

import io.robustmq.kafka.metrics.concurrent.LastSample;
import io.robustmq.transport.core.CounterCells;

/** One core's counters. The core's thread alone changes them; any thread may read. */
public final class KafkaCounters {
    private final CounterCells<KafkaMetric> cells = new CounterCells<>(KafkaMetric.class);
    private final LastSample sample = new LastSample();

    public void add(KafkaMetric metric, long amount) {
        cells.add(metric, amount);
    }

    public void set(KafkaMetric metric, long value) {
        cells.set(metric, value);
    }

    /** Any thread. */
    public long get(KafkaMetric metric) {
        return cells.get(metric);
    }

    /** What the core saw of its topics and groups. */
    void sample(CoreSample seen) {
        sample.put(seen);
    }

    /** Any thread: what the core saw last. */
    public CoreSample sample() {
        return sample.get();
    }
}
