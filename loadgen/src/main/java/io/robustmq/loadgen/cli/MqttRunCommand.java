package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.cli.MqttCommand.Crowd;
import io.robustmq.loadgen.cli.MqttCommand.Pace;
import io.robustmq.loadgen.mqtt.MqttDriver;
import io.robustmq.loadgen.report.Report;
import io.robustmq.loadgen.rig.Outcome;
import io.robustmq.loadgen.rig.Rig;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.loadgen.rig.Workload.Shape;
import io.robustmq.transport.core.IdlePolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A run of the rig over MQTT, from options to exit code. */
abstract class MqttRunCommand implements Callable<Integer> {
    /** The longest PUBLISH that one block of output holds, less room for its topic. */
    private static final int LONGEST_PAYLOAD = 192 << 10;

    private static final int RUNS = 255;

    @Spec private @Nullable CommandSpec command;

    @Mixin private HelpOption help = new HelpOption();
    @Mixin private TargetOptions target = new TargetOptions();
    @Mixin private MqttOptions mqtt = new MqttOptions();
    @Mixin private CoreOptions cores = new CoreOptions();
    @Mixin private ReportOptions output = new ReportOptions();

    @Option(
            names = "--publishers",
            description = "0: a server sends by itself (robust-bench source)")
    private @Nullable Integer publishers;

    @Option(names = "--subscribers", description = "0: nothing comes back (robust-bench sink)")
    private @Nullable Integer subscribers;

    @Option(
            names = "--payload",
            defaultValue = "16",
            description = "bytes, default ${DEFAULT-VALUE}")
    private int payloadBytes;

    @Option(
            names = "--window",
            description = "most messages a publisher is ahead of its slowest receiver")
    private @Nullable Long window;

    @Option(names = "--rate", description = "open loop: messages per second of all publishers")
    private @Nullable Long ratePerS;

    @Option(names = "--messages", description = "closed burst of exactly so many, then end")
    private long messages;

    @Option(names = "--warmup", defaultValue = "5s", description = "default ${DEFAULT-VALUE}")
    private Duration warmup = Duration.ZERO;

    @Option(names = "--duration", defaultValue = "10s", description = "default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    /** Who takes part unless options say otherwise. */
    abstract Crowd crowd();

    /** How fast unless options say otherwise. */
    abstract Pace pace();

    @Override
    public Integer call() throws RunFailure, IOException, InterruptedException {
        Workload workload = workload();
        check(workload);
        Rig rig = new Rig(workload, cores.count, runNumber());
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
        Crowd crowd = crowd();
        Pace pace = pace();
        long rate = ratePerS != null ? ratePerS : window != null ? 0 : pace.ratePerS();
        int sending = publishers != null ? publishers : crowd.publishers();
        return new Workload(
                crowd.shape(),
                sending,
                subscribers != null ? subscribers : crowd.subscribers(),
                crowd.oneConnection(),
                mqtt.group != null,
                payloadBytes,
                window != null ? window : pace.window(),
                rate,
                messages,
                warmup,
                duration,
                sending > 0 && (rate > 0 || output.wantsTimes()),
                mqtt.qos > 0 && sending > 0);
    }

    private void check(Workload asked) {
        require(asked.payloadBytes() >= Stamp.BYTES, "--payload: at least 16, for the stamp");
        require(asked.payloadBytes() <= LONGEST_PAYLOAD, "--payload: at most " + LONGEST_PAYLOAD);
        require(mqtt.qos >= 0 && mqtt.qos <= 2, "--qos: 0, 1 or 2");
        require(cores.count >= 1, "--cores: at least 1");
        require(asked.publishers() >= 0, "--publishers: 0 or more");
        require(asked.publishers() <= Stamp.MAX_PUBLISHERS, "--publishers: too many");
        require(asked.subscribers() >= 0, "--subscribers: 0 or more");
        require(asked.publishers() + asked.subscribers() > 0, "nobody takes part");
        require(window == null || ratePerS == null, "--window or --rate, not both");
        require(asked.ratePerS() > 0 || asked.window() > 0, "--window: at least 1");
        require(asked.ratePerS() >= 0 && asked.messages() >= 0, "--rate, --messages: 0 or more");
        require(
                asked.ratePerS() == 0 || cores.idle == IdlePolicy.SPIN,
                "--rate wants --idle spin: a core that sleeps sends late");
        require(asked.messages() == 0 || asked.publishers() > 0, "--messages wants publishers");
        require(
                asked.shape() == Shape.ALL
                        || asked.publishers() == asked.subscribers()
                        || asked.publishers() == 0
                        || asked.subscribers() == 0,
                "in pairs there are as many publishers as subscribers, or none");
        require(
                !asked.oneConnection() || asked.publishers() == asked.subscribers(),
                "--one-connection wants as many publishers as subscribers");
        require(
                !asked.shared() || asked.shape() == Shape.ALL && asked.publishers() > 0,
                "--share is for fanout and fanin");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec().commandLine(), otherwise);
        }
    }

    private CommandSpec spec() {
        if (command == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return command;
    }

    /** Two runs in a row differ; 0 is what servers that send by themselves use. */
    private static int runNumber() {
        return 1 + (int) (System.currentTimeMillis() / 1000 % RUNS);
    }
}
