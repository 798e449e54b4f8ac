package io.robustmq.server;

import io.robustmq.admin.logging.LineLoggers;
import io.robustmq.kernel.ConfigException;
import io.robustmq.server.cli.Commands;
import io.robustmq.server.cli.ConfigOptions;
import io.robustmq.server.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * {@code robust-server}: starts the broker and runs until SIGTERM or SIGINT.
 *
 * <p>Exit codes: 0 stopped as asked · 1 the machine refused (an address is taken) · 2 the operator
 * asked for what cannot be; nothing was started · 3 the disk failed; nothing more was acknowledged.
 */
public final class RobustServer {
    static final int EXIT_STOPPED = 0;
    static final int EXIT_MACHINE = 1;
    static final int EXIT_OPERATOR = 2;
    static final int EXIT_FENCED = 3;

    private RobustServer() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        LineLoggers.install();
        System.exit(run(args, out, err));
    }

    /**
     * A plain start goes past the command line library: its reflection takes a third of the time.
     */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        ConfigOptions plain = ConfigOptions.parse(args);
        if (plain != null) {
            return start(plain, out, err);
        }
        ConfigOptions options = new ConfigOptions();
        int code = Commands.execute(args, options, out, err, RobustServer::explain);
        return code == Commands.START ? start(options, out, err) : code;
    }

    private static int start(ConfigOptions options, PrintWriter out, PrintWriter err) {
        try {
            return serve(options, out);
        } catch (IOException | InterruptedException | ConfigException failure) {
            return explain(failure, err);
        }
    }

    /**
     * What an operator can act on is one line; anything else is our mistake and shows its trace.
     */
    private static int explain(Exception failure, PrintWriter err) {
        switch (failure) {
            case ConfigException mistake -> err.println("robust-server: " + mistake.getMessage());
            case IOException refused -> err.println("robust-server: " + refused.getMessage());
            default -> failure.printStackTrace(err);
        }
        return failure instanceof ConfigException ? EXIT_OPERATOR : EXIT_MACHINE;
    }

    private static int serve(ConfigOptions options, PrintWriter out)
            throws IOException, InterruptedException {
        try (Signals signals = Signals.install();
                Launcher broker =
                        Launcher.start(ConfigLoader.load(options.read()), signals::fenced)) {
            out.print(Banner.text(broker.status()));
            out.flush();
            prepareLogging();
            openJars();
            Signals.Wish wish = signals.await();
            while (wish == Signals.Wish.RELOAD) {
                broker.reload();
                wish = signals.await();
            }
            return wish == Signals.Wish.FENCE ? EXIT_FENCED : EXIT_STOPPED;
        }
    }

    /**
     * The first log record loads classes. That must not wait until there is something to say: it
     * may be that no file can be opened any more.
     */
    private static void prepareLogging() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.getFormatter().format(new LogRecord(Level.INFO, ""));
        }
    }

    /**
     * Opens what the start has left of the class path, as the search for something that is not
     * there does. A jar that could not be opened when its first class is needed, since no file can
     * be opened any more, would be missed for good.
     */
    private static void openJars() {
        ClassLoader.getSystemResource("META-INF/none");
    }
}
