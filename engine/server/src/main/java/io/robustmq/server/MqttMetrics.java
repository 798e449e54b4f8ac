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
        String family = "";
        for (MqttMetric metric : MqttMetric.values()) {
            if (!metric.metricName().equals(family)) {
                family = metric.metricName();
                begin(out, metric);
            }
            for (int core = 0; core < cores.size(); core++) {
                String label = Exposition.label("core", Integer.toString(core));
                String labels = metric.labels().isEmpty() ? label : label + "," + metric.labels();
                out.sample(labels, cores.get(core).get(metric));
            }
        }
    }

    private static void begin(Exposition out, MqttMetric metric) {
        String name = PREFIX + metric.metricName();
        if (name.endsWith("_total")) {
            out.counter(name, metric.help());
        } else {
            out.gauge(name, metric.help());
        }
    }
}
