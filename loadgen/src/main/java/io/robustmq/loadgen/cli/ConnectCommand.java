package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.Visits;
import io.robustmq.loadgen.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A connect storm at a rate, then idle connections held; what one of them costs in memory. */
@Command(
        name = "connect",
        description = "Connections at a rate, timed from due to CONNACK; then held.")
final class ConnectCommand extends GatheringCommand {
    @Option(
            names = "--connections",
            defaultValue = "1000",
            description = "default ${DEFAULT-VALUE}")
    private long connections;

    @Option(names = "--hold", defaultValue = "0s", description = "default ${DEFAULT-VALUE}")
    private Duration hold = Duration.ZERO;

    ConnectCommand() {
        super("connect", Visits.Purpose.STAY);
    }

    @Override
    void visit(Report report) throws IOException, InterruptedException {
        gather(connections, "connections", "connection", report);
    }

    @Override
    void gathered() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(hold.toMillis());
    }
}
