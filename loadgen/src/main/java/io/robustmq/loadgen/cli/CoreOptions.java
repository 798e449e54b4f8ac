package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.Section;
import io.robustmq.transport.core.IdlePolicy;
import io.robustmq.transport.net.TransportKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The cores this process runs its connections on. */
final class CoreOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--transport",
            paramLabel = "io_uring|epoll|nio|auto",
            defaultValue = "auto",
            description = "default ${DEFAULT-VALUE}")
    private String transport = "auto";

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

    /** One core that sleeps when nothing happens, for what is no load. */
    static CoreOptions single() {
        CoreOptions options = new CoreOptions();
        options.count = 1;
        options.pin = -1;
        options.idle = IdlePolicy.ADAPTIVE;
        return options;
    }

    /**
     * @return null for the best there is
     */
    @Nullable TransportKind transport() {
        for (TransportKind kind : TransportKind.values()) {
            if (kind.label().equals(transport)) {
                return kind;
            }
        }
        if (transport.equals("auto")) {
            return null;
        }
        throw new ParameterException(
                command(), "--transport " + transport + ": one of io_uring, epoll, nio, auto");
    }

    private CommandLine command() {
        if (command == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return command.commandLine();
    }

    Section describe(Section setup, String transportInUse) {
        return setup.put("transport", transportInUse)
                .put("cores", count)
                .put("idle", idle.name().toLowerCase(Locale.ROOT));
    }
}
