package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import io.robustmq.kernel.cores.LinkCell;
import io.robustmq.kernel.cores.NodeLinks;
import org.jspecify.annotations.Nullable;

/** The rings between cores: what lies in them, what they refused. A core alone has no samples. */
final class RingMetrics implements MetricSource {
    private final @Nullable NodeLinks links;
    private final int cores;

    /**
     * @param links null when there is one core
     */
    RingMetrics(@Nullable NodeLinks links) {
        this.links = links;
        this.cores = links == null ? 0 : links.cores();
    }

    @Override
    public void writeTo(Exposition out) {
        for (LinkCell cell : LinkCell.values()) {
            out.family(CoreMetrics.PREFIX + cell.metricName(), cell.help());
            for (int core = 0; core < cores && links != null; core++) {
                out.sample(CoreMetrics.label(core), links.cells(core).get(cell));
            }
        }
        out.gauge(
                CoreMetrics.PREFIX + "ring_pending_bytes",
                "bytes in the ring to this core from another that it has not read");
        for (int core = 0; core < cores; core++) {
            for (int from = 0; from < cores && links != null; from++) {
                if (from != core) {
                    String labels =
                            CoreMetrics.label(core)
                                    + ","
                                    + Exposition.label("from", Integer.toString(from));
                    out.sample(labels, links.ringBytes(from, core));
                }
            }
        }
    }
}
