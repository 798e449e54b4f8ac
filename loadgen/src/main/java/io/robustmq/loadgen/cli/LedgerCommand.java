package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.ledger.Audit;
import io.robustmq.loadgen.ledger.Broker;
import io.robustmq.loadgen.ledger.Crowd;
import io.robustmq.loadgen.ledger.Kind;
import io.robustmq.loadgen.ledger.LedgerFile;
import io.robustmq.loadgen.ledger.LedgerRun;
import io.robustmq.loadgen.ledger.Pace;
import io.robustmq.loadgen.report.Report;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.transport.core.CoreDuty;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code robust-bench mqtt ledger}: does a broker keep what it acknowledged, whatever happens to
 * it?
 */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Write down all that a broker acknowledges, then ask it for all of that.",
        subcommands = {LedgerCommand.Write.class, LedgerCommand.Verify.class})
final class LedgerCommand {
    private LedgerCommand() {}

    /** A run of clients over one ledger. */
    abstract static class Run implements Callable<Integer> {
        private static final int ROOTS = 1 << 24;

        @Spec private @Nullable CommandSpec command;

        @Mixin private HelpOption help = new HelpOption();
        @Mixin private TargetOptions target = new TargetOptions();
        @Mixin private OutputOption output = new OutputOption();

        @Option(
                names = "--ledger",
                required = true,
                paramLabel = "FILE",
                description = "outside the broker's data; gone on with when it is there")
        Path path = Path.of("");

        @Option(
                names = "--session-expiry",
                defaultValue = "1h",
                description = "of the clients, default ${DEFAULT-VALUE}")
        private Duration sessionExpiry = Duration.ZERO;

        @Option(
                names = "--wait",
                defaultValue = "30s",
                description = "longest for clients to connect and to end, default ${DEFAULT-VALUE}")
        Duration wait = Duration.ZERO;

        private final String name;

        Run(String name) {
            this.name = name;
        }

        abstract void run(LedgerRun run, Report report) throws RunFailure, InterruptedException;

        abstract void judge(Report report) throws IOException;

        @Override
        public final Integer call() throws RunFailure, IOException, InterruptedException {
            Report report = new Report("mqtt ledger " + name);
            String root =
                    "ledger-" + Integer.toHexString(ThreadLocalRandom.current().nextInt(ROOTS));
            try (Target broker = target.open();
                    LedgerFile ledger = LedgerFile.open(path, root);
                    LoadCores started =
                            LoadCores.start(CoreOptions.single(), index -> CoreDuty.NONE)) {
                target.describe(report.section("setup")).put("ledger", path.toString());
                Broker asked =
                        new Broker(
                                broker.endpoint(),
                                target.version(),
                                target.user(),
                                target.password(),
                                sessionExpiry.toSeconds());
                run(new LedgerRun(started.list().getFirst(), asked, ledger), report);
            }
            judge(report);
            return output.print(report);
        }

        final ParameterException wrong(String what) {
            if (command == null) {
                throw new IllegalStateException("picocli sets it");
            }
            return new ParameterException(command.commandLine(), what);
        }
    }

    @Command(
            name = "write",
            description =
                    "Publishes QoS 1, QoS 2 and retained messages and reads them; goes on over every"
                            + " restart of the broker, until --duration or --messages or a signal ends it.")
    static final class Write extends Run {
        private static final int MOST = 1_000;
        private static final int PAYLOAD_MAX = 256 << 20;

        @Option(
                names = "--publishers",
                defaultValue = "4",
                description = "default ${DEFAULT-VALUE}")
        private int publishers;

        @Option(
                names = "--readers",
                defaultValue = "1",
                description = "durable subscribers that stay, default ${DEFAULT-VALUE}")
        private int readers;

        @Option(
                names = "--away",
                defaultValue = "1",
                description =
                        "durable subscribers that leave until 'verify', default ${DEFAULT-VALUE}")
        private int away;

        @Option(
                names = "--members",
                defaultValue = "0",
                description = "of a shared group, default ${DEFAULT-VALUE}")
        private int members;

        @Option(
                names = "--kinds",
                split = ",",
                defaultValue = "q1,q2,r1",
                paramLabel = "q1|q2|r1",
                description = "QoS 1, QoS 2, retained; default ${DEFAULT-VALUE}")
        private List<Kind> kinds = List.of();

        @Option(
                names = "--window",
                defaultValue = "16",
                description = "messages under way of each publisher, default ${DEFAULT-VALUE}")
        private int window;

        @Option(
                names = "--rate",
                defaultValue = "200",
                description =
                        "most a second of each publisher, 0 without limit; default ${DEFAULT-VALUE}")
        private long perS;

        @Option(
                names = "--messages",
                defaultValue = "0",
                description = "of each publisher; 0 without limit")
        private long messages;

        @Option(names = "--duration", defaultValue = "1h", description = "default ${DEFAULT-VALUE}")
        private Duration duration = Duration.ZERO;

        @Option(
                names = "--payload",
                defaultValue = "64",
                description = "bytes, 64 to 256 MiB, default ${DEFAULT-VALUE}")
        private long payloadBytes;

        Write() {
            super("write");
        }

        @Override
        void run(LedgerRun run, Report report) throws RunFailure, InterruptedException {
            check("--publishers", publishers, 1, MOST);
            check("--readers", readers, 0, MOST);
            check("--away", away, 0, MOST);
            check("--members", members, 0, MOST);
            check("--window", window, 1, MOST);
            check("--payload", payloadBytes, Pace.LEAST_PAYLOAD_BYTES, PAYLOAD_MAX);
            Pace pace = new Pace(kinds, window, perS, messages, (int) payloadBytes);
            run.write(new Crowd(publishers, readers, away, members), pace, duration, wait);
        }

        private void check(String option, long value, long least, long most) {
            if (value < least || value > most) {
                throw wrong(option + " " + value + ": " + least + " to " + most);
            }
        }

        /** Nothing to judge: readers may be behind, and some are away. */
        @Override
        void judge(Report report) throws IOException {
            Audit.summarize(path, report);
        }
    }

    @Command(
            name = "verify",
            description =
                    "Reads all that waits for the ledger's readers, and fails for anything"
                            + " acknowledged that is lost, doubled, out of order or wrong.")
    static final class Verify extends Run {
        @Option(
                names = "--quiet",
                defaultValue = "3s",
                description = "nothing came for so long: all was read; default ${DEFAULT-VALUE}")
        private Duration quiet = Duration.ZERO;

        @Option(
                names = "--excuse",
                defaultValue = "0s",
                description =
                        "what was acknowledged so long before a cut that the ledger tells of may be"
                                + " lost; default ${DEFAULT-VALUE}")
        private Duration excused = Duration.ZERO;

        Verify() {
            super("verify");
        }

        @Override
        void run(LedgerRun run, Report report) throws RunFailure, InterruptedException {
            run.drain(wait, quiet);
        }

        @Override
        void judge(Report report) throws IOException {
            Audit.report(path, excused, report);
        }
    }
}
