package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.kafka.KafkaDriver;
import io.robustmq.loadgen.kafka.KafkaSettings;
import io.robustmq.loadgen.kafka.control.TopicSetup;
import io.robustmq.loadgen.report.Report;
import io.robustmq.loadgen.rig.Observer;
import io.robustmq.loadgen.rig.Outcome;
import io.robustmq.loadgen.rig.Rig;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A run of the rig over Kafka's protocol, from options to exit code. */
abstract class KafkaRunCommand implements Callable<Integer> {
    /** As Kafka's own message.max.bytes, less the heads. */
    private static final int LONGEST_PAYLOAD = (1 << 20) - 200;

    @Spec private @Nullable CommandSpec command;

    @Mixin private HelpOption help = new HelpOption();
    @Mixin private KafkaTargetOptions target = new KafkaTargetOptions();
    @Mixin private KafkaOptions kafka = new KafkaOptions();
    @Mixin private LoadOptions load = new LoadOptions();
    @Mixin private CoreOptions cores = new CoreOptions();
    @Mixin private ReportOptions output = new ReportOptions();

    @Option(names = "--pairs", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    private int pairs;

    /** Who takes part. */
    abstract Crowd crowd(int ofPairs);

    /** How fast unless options say otherwise. */
    abstract Pace pace();

    /** What is read was written before, by this same command. */
    boolean isFilledFirst() {
        return false;
    }

    /** That is read over and over, for --warmup and --duration. */
    boolean isRepeated() {
        return false;
    }

    @Override
    public Integer call() throws RunFailure, IOException, InterruptedException {
        Workload once =
                load.workload(
                        crowd(pairs), pace(), false, output.wantsTimes(), kafka.isAcknowledged());
        Workload workload = isRepeated() ? once.repeated() : once;
        check(workload);
        CpuWatch cpu = new CpuWatch(output.brokerPid);
        Report report = new Report("kafka " + name());
        Outcome outcome;
        try (Target broker = target.open();
                Console console = new Console(System.err, cpu, output.hlog)) {
            target.describe(report.section("setup"));
            KafkaSettings settings = kafka.settings(target, pairs);
            if (isFilledFirst()) {
                fill(broker.endpoint(), settings, workload);
            }
            outcome = run(broker.endpoint(), settings, workload, console, report);
        }
        kafka.describe(report.section("setup"));
        RunReport written = new RunReport(workload, outcome, cpu, cores, report);
        written.write();
        report.require(output.requirements, written.metrics());
        return output.print(report);
    }

    private void check(Workload asked) {
        load.check(asked, cores, LONGEST_PAYLOAD);
        kafka.check(load, pairs, asked.subscribers() > 0);
        load.require(
                !isFilledFirst() || asked.messages() > 0, "--messages: how many to write and read");
    }

    private String name() {
        if (command == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return command.name();
    }

    private Outcome run(
            Endpoint bootstrap,
            KafkaSettings settings,
            Workload workload,
            Observer observer,
            Report report)
            throws RunFailure, IOException, InterruptedException {
        Rig rig = new Rig(workload, cores.count, LoadOptions.runNumber());
        try (LoadCores running = LoadCores.start(cores, rig::duty)) {
            cores.describe(report.section("setup"), running.transport());
            List<Endpoint> leaders = TopicSetup.run(running.list().getFirst(), bootstrap, settings);
            KafkaDriver driver = new KafkaDriver(leaders, settings, workload);
            return rig.run(running.list(), driver, observer);
        }
    }

    /** Writes what the run will read: as publisher i of run 0 into partition i. */
    private void fill(Endpoint bootstrap, KafkaSettings settings, Workload read)
            throws RunFailure, IOException, InterruptedException {
        Workload write = read.filling();
        Rig rig = new Rig(write, cores.count, 0);
        Outcome outcome;
        try (LoadCores running = LoadCores.start(cores, rig::duty)) {
            List<Endpoint> leaders = TopicSetup.run(running.list().getFirst(), bootstrap, settings);
            KafkaDriver driver = new KafkaDriver(leaders, settings.withAllAcks(), write);
            outcome = rig.run(running.list(), driver, Observer.NONE);
        }
        if (outcome.counts().acknowledged() < read.messages()) {
            throw new RunFailure(
                    "only "
                            + outcome.counts().acknowledged()
                            + " of the messages to read were written: "
                            + outcome.closedWhy());
        }
    }
}
