package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.Section;
import io.robustmq.transport.core.IdlePolicy;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The cores this process runs its connections on. */
final class CoreOptions {
    @Option(
            names = "--transport",
            paramLabel = "io_uring|epoll|nio|auto",
            defaultValue = "auto",
            description = "default ${DEFAULT-VALUE}")
    String transport = "";

    @Option(names = "--cores", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    int count;

    @Option(
            names = "--pin",
            paramLabel = "CPU",
            defaultValue = "-1",
            description = "the first core's CPU; the others follow")
    int pin;

    @Option(
            names = "--idle",
            paramLabel = "adaptive|spin",
            description = "default spin for a load, adaptive for a server")
    IdlePolicy idle = IdlePolicy.SPIN;

    Section describe(Section setup, String transportInUse) {
        return setup.put("transport", transportInUse)
                .put("cores", count)
                .put("idle", idle.name().toLowerCase(Locale.ROOT));
    }
}
