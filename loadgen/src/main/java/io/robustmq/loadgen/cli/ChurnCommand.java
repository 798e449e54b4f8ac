package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.Visits;
import io.robustmq.loadgen.report.Report;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Clients that come, subscribe, publish once, receive it and leave. */
@Command(
        name = "churn",
        description = "Connect, subscribe, publish, receive, disconnect; timed as a whole.")
final class ChurnCommand extends VisitCommand {
    @Option(names = "--duration", defaultValue = "10s", description = "default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    ChurnCommand() {
        super("churn", Visits.Purpose.CHURN);
    }

    @Override
    void visit(Report report) throws InterruptedException {
        double seconds = visitUpTo(ratePerS * Math.max(1, duration.toSeconds()));
        report.section("rates")
                .put("seconds", seconds)
                .put("arrived_per_s", count(Visits::arrivedCount) / seconds);
    }
}
