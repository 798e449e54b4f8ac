package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.Visits;
import io.robustmq.loadgen.report.ProcessMemory;
import io.robustmq.loadgen.report.Report;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Visitors that leave something with the broker, and what one of them costs it in memory. */
abstract class GatheringCommand extends VisitCommand {
    @Option(names = "--pid", paramLabel = "PID", description = "whose memory to measure")
    private @Nullable Long pid;

    @Option(
            names = "--memory-from",
            defaultValue = "1000",
            description = "visitors at the first measurement, default ${DEFAULT-VALUE}")
    private long memoryFrom;

    @Option(names = "--gc", description = "the process is a JVM: collect its heap before measuring")
    private boolean collect;

    GatheringCommand(String name, Visits.Purpose purpose) {
        super(name, purpose);
    }

    /** Once so many came: what is done before memory is measured again. */
    abstract void gathered() throws InterruptedException;

    /**
     * @param what came, in the plural and in the singular
     */
    final void gather(long total, String what, String one, Report report)
            throws IOException, InterruptedException {
        report.section("setup").put(what, total);
        Long process = memoryFrom < total ? pid : null;
        double seconds = 0;
        long before = 0;
        if (process != null) {
            seconds += visitUpTo(memoryFrom);
            before = residentBytes(process);
        }
        seconds += visitUpTo(total);
        report.section("rates")
                .put("seconds", seconds)
                .put("arrived_per_s", count(Visits::arrivedCount) / seconds);
        gathered();
        if (process != null) {
            long after = residentBytes(process);
            report.section("memory")
                    .put(what + "_before", memoryFrom)
                    .put("resident_before", before)
                    .put("resident_after", after)
                    .put("bytes_per_" + one, (double) (after - before) / (total - memoryFrom));
        }
    }

    private long residentBytes(long process) throws IOException, InterruptedException {
        if (collect) {
            ProcessMemory.collect(process);
        }
        return ProcessMemory.residentBytes(process);
    }
}
