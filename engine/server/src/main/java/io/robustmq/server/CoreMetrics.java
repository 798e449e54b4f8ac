package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.Cores;
import java.util.Locale;

/** What each core counts about itself: cycles, sleeps, sockets, errors. */
final class CoreMetrics implements MetricSource {
    private final Cores cores;

    CoreMetrics(Cores cores) {
        this.cores = cores;
    }

    @Override
    public void writeTo(Exposition out) {
        for (CoreCell cell : CoreCell.values()) {
            String name = cell.name().toLowerCase(Locale.ROOT);
            out.counter("robustmq_core_" + name + "_total", name.replace('_', ' '));
            for (int core = 0; core < cores.count(); core++) {
                out.sample(
                        Exposition.label("core", Integer.toString(core)),
                        cores.cells(core).get(cell));
            }
        }
    }
}
