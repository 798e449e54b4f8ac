package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.NamePattern;
import io.robustmq.loadgen.rig.RunFailure;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the command line, its value types and its exit codes. */
@Command(
        name = "robust-bench",
        mixinStandardHelpOptions = true,
        description = "Load for any broker, honestly measured.",
        subcommands = {
            MqttCommand.class,
            KafkaCommand.class,
            DiskCommand.class,
            SummaryCommand.class,
            ServeCommand.Sink.class,
            ServeCommand.Source.class,
            ServeCommand.Echo.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:good",
            "1:the run failed: something was lost, a rate was not kept, a connection ended",
            "2:an option is wrong; nothing was started",
            "10:a --require was missed"
        })
public final class BenchCommand {
    private static final int FAILED = 1;

    private BenchCommand() {}

    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .registerConverter(NamePattern.class, Values::names)
                .registerConverter(Duration.class, Values::duration)
                .registerConverter(Long.class, Values::count)
                .registerConverter(long.class, Values::count)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(BenchCommand::onFailure);
    }

    private static int onFailure(
            Exception failure, CommandLine command, CommandLine.ParseResult arguments)
            throws Exception {
        if (failure instanceof RunFailure || failure instanceof IOException) {
            command.getErr().println("robust-bench: " + failure.getMessage());
            return FAILED;
        }
        throw failure;
    }
}
