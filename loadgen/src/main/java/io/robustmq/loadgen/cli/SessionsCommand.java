package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.Visits;
import io.robustmq.loadgen.report.Report;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Clients that subscribe and leave; what a session without its client costs in memory. */
@Command(
        name = "sessions",
        description =
                "Sessions left behind with subscriptions of their own, timed from due to SUBACK.")
final class SessionsCommand extends GatheringCommand {
    @Option(names = "--sessions", defaultValue = "1000", description = "default ${DEFAULT-VALUE}")
    private long sessions;

    @Option(
            names = "--subscriptions",
            defaultValue = "5",
            description = "of each, 1 or more: its topic, then / and a number; default 5")
    private int subscriptions;

    SessionsCommand() {
        super("sessions", Visits.Purpose.LEAVE_SESSION);
    }

    @Override
    int subscriptions() {
        return Math.max(1, subscriptions);
    }

    @Override
    void visit(Report report) throws IOException, InterruptedException {
        report.section("setup").put("subscriptions", subscriptions());
        gather(sessions, "sessions", "session", report);
    }

    @Override
    void gathered() {}
}
