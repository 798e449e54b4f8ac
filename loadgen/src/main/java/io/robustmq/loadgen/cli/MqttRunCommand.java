package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.MqttDriver;
import io.robustmq.loadgen.report.Report;
import io.robustmq.loadgen.rig.Outcome;
import io.robustmq.loadgen.rig.Rig;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.loadgen.rig.Workload.Shape;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A run of the rig over MQTT, from options to exit code. */
abstract class MqttRunCommand implements Callable<Integer> {
    /** The longest PUBLISH that one block of output holds, less room for its topic. */
    private static final int LONGEST_PAYLOAD = 192 << 10;

    @Spec private @Nullable CommandSpec command;

    @Mixin private HelpOption help = new HelpOption();
    @Mixin private TargetOptions target = new TargetOptions();
    @Mixin private MqttOptions mqtt = new MqttOptions();
    @Mixin private LoadOptions load = new LoadOptions();
    @Mixin private CoreOptions cores = new CoreOptions();
    @Mixin private ReportOptions output = new ReportOptions();

    @Option(
            names = "--publishers",
            description = "0: a server sends by itself (robust-bench source)")
    private @Nullable Integer publishers;

    @Option(names = "--subscribers", description = "0: nothing comes back (robust-bench sink)")
    private @Nullable Integer subscribers;

    /** Who takes part unless options say otherwise. */
    abstract Crowd crowd();

    /** How fast unless options say otherwise. */
    abstract Pace pace();

    @Override
    public Integer call() throws RunFailure, IOException, InterruptedException {
        Workload workload = workload();
        check(workload);
        Rig rig = new Rig(workload, cores.count, LoadOptions.runNumber());
        CpuWatch cpu = new CpuWatch(output.brokerPid);
        Report report = new Report("mqtt " + spec().name());
        Outcome outcome;
        try (Target broker = target.open();
                LoadCores running = LoadCores.start(cores, rig::duty);
                Console console = new Console(System.err, cpu, output.hlog)) {
            cores.describe(target.describe(report.section("setup")), running.transport());
            MqttDriver driver = new MqttDriver(broker.endpoint(), mqtt.settings(target), workload);
            outcome = rig.run(running.list(), driver, console);
        }
        report.section("setup").put("qos", mqtt.qos).put("durable", mqtt.durable);
        RunReport written = new RunReport(workload, outcome, cpu, cores, report);
        written.write();
        report.require(output.requirements, written.metrics());
        return output.print(report);
    }

    private Workload workload() {
        Crowd usual = crowd();
        Crowd crowd =
                new Crowd(
                        usual.shape(),
                        publishers != null ? publishers : usual.publishers(),
                        subscribers != null ? subscribers : usual.subscribers(),
                        usual.oneConnection());
        return load.workload(crowd, pace(), mqtt.group != null, output.wantsTimes(), mqtt.qos > 0);
    }

    private void check(Workload asked) {
        load.check(asked, cores, LONGEST_PAYLOAD);
        load.require(mqtt.qos >= 0 && mqtt.qos <= 2, "--qos: 0, 1 or 2");
        load.require(asked.publishers() >= 0, "--publishers: 0 or more");
        load.require(asked.subscribers() >= 0, "--subscribers: 0 or more");
        load.require(asked.publishers() + asked.subscribers() > 0, "nobody takes part");
        load.require(
                asked.messages() == 0 || asked.publishers() > 0, "--messages wants publishers");
        load.require(
                asked.shape() == Shape.ALL
                        || asked.publishers() == asked.subscribers()
                        || asked.publishers() == 0
                        || asked.subscribers() == 0,
                "in pairs there are as many publishers as subscribers, or none");
        load.require(
                !asked.oneConnection() || asked.publishers() == asked.subscribers(),
                "--one-connection wants as many publishers as subscribers");
        load.require(
                !asked.shared() || asked.shape() == Shape.ALL && asked.publishers() > 0,
                "--share is for fanout and fanin");
    }

    private CommandSpec spec() {
        if (command == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return command;
    }
}
