package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import java.util.Locale;

/**
 * What runs: said by labels, since it is no number.
 *
 * @param id of the node
 * @param release of RobustMQ
 * @param transport in use, after {@code auto} was resolved
 */
record NodeMetrics(int id, String release, String transport) implements MetricSource {
    @Override
    public void writeTo(Exposition out) {
        out.gauge("robustmq_node_info", "always 1; the labels say what runs")
                .sample(
                        String.join(
                                ",",
                                Exposition.label("node", Integer.toString(id)),
                                Exposition.label("release", release),
                                Exposition.label("transport", transport.toLowerCase(Locale.ROOT))),
                        1);
    }
}
