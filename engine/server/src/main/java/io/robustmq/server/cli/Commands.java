package io.robustmq.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The whole command line of {@code robust-server}: help, version, and the commands beside starting.
 */
@Command(
        name = "robust-server",
        description = "An MQTT broker.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {ConfigCommand.class, UserCommand.class, StorageCommand.class})
public final class Commands implements Callable<Integer> {
    /** Not an exit code: no command was given, so the broker is to be started. */
    public static final int START = -1;

    @Mixin private ConfigOptions options;

    private Commands(ConfigOptions options) {
        this.options = options;
    }

    /**
     * @param start filled with what a start was given
     * @param explain says why a command failed
     * @return the exit code, or {@link #START}
     */
    public static int execute(
            String[] args, ConfigOptions start, PrintWriter out, PrintWriter err, Explain explain) {
        return new CommandLine(new Commands(start))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> explain.explain(failure, err))
                .execute(args);
    }

    @Override
    public Integer call() {
        return START;
    }

    /** Prints why a command failed. @return the exit code */
    public interface Explain {
        int explain(Exception failure, PrintWriter err);
    }
}
