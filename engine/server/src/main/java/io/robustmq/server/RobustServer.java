package io.robustmq.server;

import io.robustmq.kernel.ConfigException;
import io.robustmq.server.cli.ConfigCommand;
import io.robustmq.server.cli.ConfigOptions;
import io.robustmq.server.cli.UserCommand;
import io.robustmq.server.config.ConfigLoader;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code robust-server}: starts the broker and runs until SIGTERM or SIGINT.
 *
 * <p>Exit codes: 0 stopped as asked · 1 the machine refused (an address is taken) · 2 the operator
 * asked for what cannot be; nothing was started.
 */
@Command(
        name = "robust-server",
        description = "An MQTT broker.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {ConfigCommand.class, UserCommand.class})
public final class RobustServer implements Callable<Integer> {
    static final int EXIT_STOPPED = 0;
    static final int EXIT_MACHINE = 1;
    static final int EXIT_OPERATOR = 2;

    @Mixin private ConfigOptions options = new ConfigOptions();

    public static void main(String[] args) {
        System.exit(commands().execute(args));
    }

    static CommandLine commands() {
        return new CommandLine(new RobustServer())
                .setExecutionExceptionHandler(RobustServer::explain);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Signals signals = Signals.install();
                Launcher broker = Launcher.start(ConfigLoader.load(options.read()))) {
            System.out.print(Banner.text(broker.status()));
            System.out.flush();
            while (signals.awaitReload()) {
                broker.reload();
            }
        }
        return EXIT_STOPPED;
    }

    /**
     * What an operator can act on is one line; anything else is our mistake and shows its trace.
     */
    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        int code =
                switch (failure) {
                    case ConfigException _ -> EXIT_OPERATOR;
                    case IOException _ -> EXIT_MACHINE;
                    default -> throw failure;
                };
        command.getErr().println("robust-server: " + failure.getMessage());
        return code;
    }
}
