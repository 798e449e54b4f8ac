package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.Machine;
import io.robustmq.loadgen.report.Metrics;
import io.robustmq.loadgen.report.Report;
import io.robustmq.loadgen.report.Section;
import io.robustmq.loadgen.rig.Counts;
import io.robustmq.loadgen.rig.Outcome;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.transport.core.IdlePolicy;
import java.util.Locale;

/** An outcome in words and numbers: what speaks against the run, and what it is worth. */
final class RunReport {
    /** A rate is kept when this much of it was sent and received. */
    private static final double RATE_KEPT = 0.99;

    /** A generator as busy as this has nothing left to give. */
    private static final double BUSY = 0.95;

    /** A core that spins and gets less than this of its CPU shares it with something else. */
    private static final double UNDISTURBED = 0.95;

    private final Workload workload;
    private final Outcome outcome;
    private final CpuWatch cpu;
    private final CoreOptions cores;
    private final Report report;

    RunReport(Workload workload, Outcome outcome, CpuWatch cpu, CoreOptions cores, Report report) {
        this.workload = workload;
        this.outcome = outcome;
        this.cpu = cpu;
        this.cores = cores;
        this.report = report;
    }

    /** Fills the report; {@code setup} is the caller's. */
    void write() {
        describeWorkload(report.section("setup"));
        Machine.describe(report.section("machine"));
        counts(report.section("counts"), outcome.counts());
        report.section("rates")
                .put("seconds", outcome.measuredNs() / 1e9)
                .put("sent_per_s", outcome.sentPerS())
                .put("received_per_s", outcome.receivedPerS());
        if (outcome.endToEnd().getTotalCount() > 0) {
            report.section("latency_us").putMicros(outcome.endToEnd());
        }
        if (outcome.acknowledgements().getTotalCount() > 0) {
            report.section("ack_us").putMicros(outcome.acknowledgements());
        }
        if (outcome.sendDelays().getTotalCount() > 0) {
            report.section("send_delay_us").putMicros(outcome.sendDelays());
        }
        costs();
        failures();
    }

    private void describeWorkload(Section setup) {
        setup.put("publishers", workload.publishers())
                .put("subscribers", workload.subscribers())
                .put("payload", workload.payloadBytes());
        if (workload.ratePerS() > 0) {
            setup.put("rate", workload.ratePerS());
        } else {
            setup.put("window", workload.window());
        }
        if (workload.messages() > 0) {
            setup.put("messages", workload.messages());
        }
        if (!workload.isBurst()) {
            setup.put("warmup_s", workload.warmup().toMillis() / 1e3)
                    .put("duration_s", workload.duration().toMillis() / 1e3);
        }
    }

    private void counts(Section section, Counts counts) {
        section.put("sent", counts.sent())
                .put("expected", outcome.expected())
                .put("received", counts.received())
                .put("lost", outcome.lost())
                .put("duplicated", counts.duplicated())
                .put("reordered", counts.reordered())
                .put("corrupt", counts.corrupt())
                .put("foreign", counts.foreign())
                .put("acknowledged", counts.acknowledged())
                .put("refused", counts.refused())
                .put("closed", counts.closed());
    }

    /** A message is counted where it is received; where nobody receives, where it is sent. */
    private long messages() {
        return workload.subscribers() > 0 ? outcome.measuredReceived() : outcome.measuredSent();
    }

    private double rate() {
        return workload.subscribers() > 0 ? outcome.receivedPerS() : outcome.sentPerS();
    }

    private void costs() {
        double own = (double) cpu.ownNs() / outcome.measuredNs();
        Section generator =
                report.section("generator").put("busy", outcome.busyShare()).put("cpus", own);
        report.section("machine").put("steal", (double) cpu.stealNs() / outcome.measuredNs());
        boolean bound = outcome.busyShare() > BUSY;
        if (cpu.brokerPid() != null) {
            double busy = (double) cpu.brokerNs() / outcome.measuredNs();
            bound |= outcome.busyShare() > busy;
            report.section("broker")
                    .put("pid", cpu.brokerPid())
                    .put("busy", busy)
                    .put("cpu_ns_per_message", cpuNsPerMessage())
                    .put("cpu_ms_per_mb", cpuNsPerMessage() / workload.payloadBytes());
        }
        generator.put("bound", bound);
        if (bound) {
            report.note(
                    "generator-bound: compare by broker CPU-ns per message at a fixed rate instead");
        }
        if (cores.idle == IdlePolicy.SPIN && own < cores.count * UNDISTURBED) {
            report.note(
                    String.format(
                            Locale.ROOT,
                            "disturbed: the generator spins on %d and got %.2f CPUs",
                            cores.count,
                            own));
        }
    }

    private double cpuNsPerMessage() {
        return messages() == 0 ? Double.NaN : (double) cpu.brokerNs() / messages();
    }

    private void failures() {
        Counts counts = outcome.counts();
        failIf(outcome.lost(), "of " + outcome.expected() + " deliveries lost");
        failIf(counts.duplicated(), "duplicated");
        failIf(counts.reordered(), "out of order");
        failIf(counts.corrupt(), "with a payload of another length");
        failIf(counts.refused(), "refused by a reason code");
        if (workload.acknowledged() && counts.acknowledged() < counts.sent()) {
            failIf(counts.sent() - counts.acknowledged(), "not acknowledged");
        }
        if (workload.messages() > 0 && !workload.isStored()) {
            failIf(workload.messages() - counts.sent(), "of the burst not sent");
        }
        if (counts.closed() > 0) {
            report.fail(counts.closed() + " connections ended: " + outcome.closedWhy());
        }
        if (!workload.isBurst() && messages() == 0) {
            report.fail("no message came");
        }
        rateKept("sent", outcome.sentPerS(), workload.ratePerS());
        if (workload.subscribers() > 0) {
            rateKept(
                    "received", outcome.receivedPerS(), workload.deliveriesOf(workload.ratePerS()));
        }
    }

    private void failIf(long count, String what) {
        if (count > 0) {
            report.fail(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }

    private void rateKept(String what, double perS, long wantedPerS) {
        if (!workload.isBurst() && perS < wantedPerS * RATE_KEPT) {
            report.fail(String.format(Locale.ROOT, "%s %,.0f/s of %,d/s", what, perS, wantedPerS));
        }
    }

    Metrics metrics() {
        Counts counts = outcome.counts();
        Metrics metrics =
                new Metrics()
                        .put("rate", rate())
                        .put("sent-rate", outcome.sentPerS())
                        .put("lost", outcome.lost())
                        .put("duplicated", counts.duplicated())
                        .put("reordered", counts.reordered())
                        .put("corrupt", counts.corrupt())
                        .put("refused", counts.refused())
                        .put("", outcome.endToEnd())
                        .put("ack-", outcome.acknowledgements())
                        .put("delay-", outcome.sendDelays());
        if (cpu.brokerPid() != null) {
            metrics.put("cpu-ns", cpuNsPerMessage());
        }
        return metrics;
    }
}
