package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.Visits;
import io.robustmq.loadgen.report.ProcessMemory;
import io.robustmq.loadgen.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A connect storm at a rate, then idle connections held; what one of them costs in memory. */
@Command(
        name = "connect",
        description = "Connections at a rate, timed from due to CONNACK; then held.")
final class ConnectCommand extends VisitCommand {
    @Option(
            names = "--connections",
            defaultValue = "1000",
            description = "default ${DEFAULT-VALUE}")
    private long connections;

    @Option(names = "--hold", defaultValue = "0s", description = "default ${DEFAULT-VALUE}")
    private Duration hold = Duration.ZERO;

    @Option(names = "--pid", paramLabel = "PID", description = "whose memory to measure")
    private @Nullable Long pid;

    @Option(
            names = "--memory-from",
            defaultValue = "1000",
            description = "connections at the first measurement, default ${DEFAULT-VALUE}")
    private long memoryFrom;

    @Option(names = "--gc", description = "the process is a JVM: collect its heap before measuring")
    private boolean collect;

    ConnectCommand() {
        super("connect", Visits.Purpose.STAY);
    }

    @Override
    void visit(Report report) throws IOException, InterruptedException {
        report.section("setup").put("connections", connections);
        Long process = pid;
        double seconds = 0;
        long before = 0;
        if (process != null && memoryFrom < connections) {
            seconds += visitUpTo(memoryFrom);
            before = residentBytes(process);
        }
        seconds += visitUpTo(connections);
        report.section("rates")
                .put("seconds", seconds)
                .put("arrived_per_s", count(Visits::arrivedCount) / seconds);
        TimeUnit.MILLISECONDS.sleep(hold.toMillis());
        if (process != null && memoryFrom < connections) {
            long after = residentBytes(process);
            report.section("memory")
                    .put("connections_before", memoryFrom)
                    .put("resident_before", before)
                    .put("resident_after", after)
                    .put(
                            "bytes_per_connection",
                            (double) (after - before) / (connections - memoryFrom));
        }
    }

    private long residentBytes(long process) throws IOException, InterruptedException {
        if (collect) {
            ProcessMemory.collect(process);
        }
        return ProcessMemory.residentBytes(process);
    }
}
