package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.metrics.KafkaMetric;
import java.util.List;

/** Kafka's counters as metrics, each core's apart. */
final class KafkaMetrics implements MetricSource {
    private static final String PREFIX = "robustmq_";

    private final List<KafkaCounters> cores;

    /**
     * @param cores the counters of each core, by its index
     */
    KafkaMetrics(List<KafkaCounters> cores) {
        this.cores = List.copyOf(cores);
    }

    @Override
    public void writeTo(Exposition out) {
        for (KafkaMetric metric : KafkaMetric.values()) {
            out.family(PREFIX + metric.metricName(), metric.help());
            for (int core = 0; core < cores.size(); core++) {
                out.sample(CoreMetrics.label(core), cores.get(core).get(metric));
            }
        }
    }
}
