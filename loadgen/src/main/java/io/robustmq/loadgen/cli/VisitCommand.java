package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.MqttSettings;
import io.robustmq.loadgen.mqtt.Visits;
import io.robustmq.loadgen.report.Machine;
import io.robustmq.loadgen.report.Metrics;
import io.robustmq.loadgen.report.Report;
import io.robustmq.loadgen.rig.Latencies;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Schedule;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Connections by a schedule: what connect storms and churn have in common. */
abstract class VisitCommand implements Callable<Integer> {
    private static final long LOOK_EVERY_MS = 5;
    private static final long SECOND_NS = 1_000_000_000L;

    /** Nobody arrived or failed for so long: who is missing has failed. */
    private static final long QUIET_NS = 10 * SECOND_NS;

    private final String name;
    private final Visits.Purpose purpose;
    private final List<Visits> lanes = new ArrayList<>();
    private List<Core> running = List.of();

    /** Visits to begin in all, as far as was said. */
    private long planned;

    @Mixin private HelpOption help = new HelpOption();
    @Mixin private TargetOptions target = new TargetOptions();
    @Mixin private MqttOptions mqtt = new MqttOptions();
    @Mixin private CoreOptions cores = new CoreOptions();
    @Mixin private ReportOptions output = new ReportOptions();

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "connections begun per second, default ${DEFAULT-VALUE}")
    long ratePerS;

    VisitCommand(String name, Visits.Purpose purpose) {
        this.name = name;
        this.purpose = purpose;
    }

    /** Of each session left behind. */
    int subscriptions() {
        return 0;
    }

    /** The visits, on running cores; adds what it finds to the report. */
    abstract void visit(Report report) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws RunFailure, IOException, InterruptedException {
        try (Target broker = target.open()) {
            return visit(broker.endpoint());
        }
    }

    private int visit(Endpoint endpoint) throws RunFailure, IOException, InterruptedException {
        MqttSettings settings = mqtt.settings(target);
        for (int i = 0; i < cores.count; i++) {
            lanes.add(new Visits(purpose, endpoint, settings, subscriptions(), i, cores.count));
        }
        CpuWatch cpu = new CpuWatch(output.brokerPid);
        Report report = new Report("mqtt " + name);
        try (LoadCores started = LoadCores.start(cores, lanes::get)) {
            running = started.list();
            cores.describe(target.describe(report.section("setup")), started.transport())
                    .put("rate", ratePerS);
            Machine.describe(report.section("machine"));
            cpu.begin();
            visit(report);
            cpu.end();
            finish(report, cpu);
        }
        return output.print(report);
    }

    private void finish(Report report, CpuWatch cpu) {
        Histogram times = Latencies.emptyHistogram();
        lanes.forEach(lane -> lane.times().drainTo(times));
        long arrived = count(Visits::arrivedCount);
        long failed = count(Visits::startedCount) - arrived;
        long leftEarly = count(Visits::leftEarlyCount);
        report.section("counts")
                .put("started", count(Visits::startedCount))
                .put("arrived", arrived)
                .put("failed", failed)
                .put("closed", leftEarly);
        report.section("latency_us").putMicros(times);
        Metrics metrics = new Metrics().put("failed", failed + leftEarly).put("", times);
        metrics.put("rate", report.section("rates").number("arrived_per_s"));
        if (cpu.brokerPid() != null && arrived > 0) {
            double cpuNs = (double) cpu.brokerNs() / arrived;
            report.section("broker").put("pid", cpu.brokerPid()).put("cpu_ns_per_visit", cpuNs);
            metrics.put("cpu-ns", cpuNs);
        }
        if (failed + leftEarly > 0) {
            report.fail(failed + leftEarly + " connections failed: " + failedWhy());
        }
        long never = planned - count(Visits::startedCount);
        if (never > 0) {
            report.fail(never + " of " + planned + " never began: the generator stood still");
        }
        report.require(output.requirements, metrics);
    }

    private String failedWhy() {
        return lanes.stream()
                .map(Visits::failedWhy)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("no answer");
    }

    /**
     * Lets visitors come until so many were begun in all, and waits for what becomes of them.
     *
     * @return seconds from the first one due to the last outcome
     */
    final double visitUpTo(long total) throws InterruptedException {
        planned = total;
        Schedule schedule = new Schedule(System.nanoTime(), ratePerS, lanes.size());
        for (int i = 0; i < lanes.size(); i++) {
            Visits lane = lanes.get(i);
            Core core = running.get(i);
            long share = total / lanes.size() + (i < total % lanes.size() ? 1 : 0);
            core.execute(() -> lane.go(core, schedule, share));
        }
        return (awaitSettled(total) - schedule.startNs()) / 1e9;
    }

    private long awaitSettled(long total) throws InterruptedException {
        long settled = -1;
        long movedNs = System.nanoTime();
        long shownNs = movedNs;
        while (true) {
            long nowNs = System.nanoTime();
            long now = count(Visits::arrivedCount) + count(Visits::failedCount);
            if (now != settled) {
                settled = now;
                movedNs = nowNs;
            }
            if (settled >= total || nowNs - movedNs > QUIET_NS) {
                return movedNs;
            }
            if (nowNs - shownNs >= SECOND_NS) {
                show();
                shownNs = nowNs;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
    }

    private void show() {
        System.err.printf(
                Locale.ROOT,
                "started %,d  arrived %,d  failed %,d  closed %,d%n",
                count(Visits::startedCount),
                count(Visits::arrivedCount),
                count(Visits::failedCount),
                count(Visits::leftEarlyCount));
    }

    final long count(ToLongFunction<Visits> of) {
        return lanes.stream().mapToLong(of).sum();
    }
}
