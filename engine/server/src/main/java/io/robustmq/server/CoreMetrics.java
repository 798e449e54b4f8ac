package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.LogHistogram;
import java.util.function.Function;

/** What each core counts about itself: cycles and how long they take, sockets, memory, errors. */
final class CoreMetrics implements MetricSource {
    static final String PREFIX = "robustmq_core_";

    private final Cores cores;

    CoreMetrics(Cores cores) {
        this.cores = cores;
    }

    /** Of a core's samples. */
    static String label(int core) {
        return Exposition.label("core", Integer.toString(core));
    }

    @Override
    public void writeTo(Exposition out) {
        for (CoreCell cell : CoreCell.values()) {
            out.family(PREFIX + cell.metricName(), cell.help());
            for (int core = 0; core < cores.count(); core++) {
                out.sample(label(core), cores.cells(core).get(cell));
            }
        }
        out.gauge(PREFIX + "inbox_tasks", "control work that waits for the core");
        for (int core = 0; core < cores.count(); core++) {
            out.sample(label(core), cores.inboxDepth(core));
        }
        out.histogram(
                PREFIX + "cycle_seconds",
                "duty cycles that did something, from waking up to the end of the flush; waiting"
                        + " and empty cycles do not count");
        writeTimes(out, CoreCells::cycleNs);
        out.histogram(
                PREFIX + "message_latency_seconds",
                "for each PUBLISH from a client the time of the cycle it came in, from its start or"
                        + " from waking up to the flush of what it caused; not end to end: without"
                        + " networks, sockets' buffers, queues and hops to other cores");
        writeTimes(out, CoreCells::messageNs);
    }

    private void writeTimes(Exposition out, Function<CoreCells, LogHistogram> which) {
        for (int core = 0; core < cores.count(); core++) {
            Durations.write(out, label(core), which.apply(cores.cells(core)));
        }
    }
}
