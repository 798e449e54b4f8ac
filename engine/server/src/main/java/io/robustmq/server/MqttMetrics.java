package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import java.util.List;

/**
 * MQTT's counters as metrics, each core's apart: a sum is Prometheus' business, an imbalance shows.
 */
final class MqttMetrics implements MetricSource {
    private static final String PREFIX = "robustmq_";

    private final List<MqttCounters> cores;

    /**
     * @param cores the counters of each core, by its index
     */
    MqttMetrics(List<MqttCounters> cores) {
        this.cores = List.copyOf(cores);
    }

    @Override
    public void writeTo(Exposition out) {
        counters(out);
        out.histogram(
                PREFIX + "mqtt_acknowledgement_wait_seconds",
                "how long acknowledgements to clients waited for their journal position; the clock"
                        + " stands still within a cycle, and those that need not wait do not count");
        for (int core = 0; core < cores.size(); core++) {
            Durations.write(out, CoreMetrics.label(core), cores.get(core).ackWaitNs());
        }
    }

    private void counters(Exposition out) {
        String family = "";
        for (MqttMetric metric : MqttMetric.values()) {
            if (!metric.metricName().equals(family)) {
                family = metric.metricName();
                out.family(PREFIX + family, metric.help());
            }
            for (int core = 0; core < cores.size(); core++) {
                String label = CoreMetrics.label(core);
                String labels = metric.labels().isEmpty() ? label : label + "," + metric.labels();
                out.sample(labels, cores.get(core).get(metric));
            }
        }
    }
}
