package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.rig.Workload.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code robust-bench mqtt}: the kinds of load; what sets them apart is who hears whom. */
@Command(
        name = "mqtt",
        mixinStandardHelpOptions = true,
        description = "Load a broker by MQTT.",
        subcommands = {
            MqttCommand.Throughput.class,
            MqttCommand.Fanout.class,
            MqttCommand.Fanin.class,
            MqttCommand.Latency.class,
            ConnectCommand.class,
            SessionsCommand.class,
            ChurnCommand.class,
            LedgerCommand.class
        })
final class MqttCommand {
    /** As fast as the window allows where neither --window nor --rate says otherwise. */
    private static final long WINDOW = 1_000;

    @Command(
            name = "throughput",
            description = "One publisher to one subscriber, several such pairs.")
    static final class Throughput extends MqttRunCommand {
        @Option(names = "--pairs", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
        private int pairs;

        @Option(
                names = "--one-connection",
                description = "each pair is one connection that publishes and subscribes")
        private boolean oneConnection;

        @Override
        Crowd crowd() {
            return new Crowd(Shape.PAIRS, pairs, pairs, oneConnection);
        }

        @Override
        Pace pace() {
            return new Pace(WINDOW, 0);
        }
    }

    @Command(
            name = "fanout",
            description = "Every subscriber hears every publisher: 1 to 50 by default.")
    static final class Fanout extends MqttRunCommand {
        private static final long FANOUT_WINDOW = 100;

        @Override
        Crowd crowd() {
            return new Crowd(Shape.ALL, 1, 50, false);
        }

        @Override
        Pace pace() {
            return new Pace(FANOUT_WINDOW, 0);
        }
    }

    @Command(name = "fanin", description = "Many publishers to one subscriber: 20 to 1 by default.")
    static final class Fanin extends MqttRunCommand {
        @Override
        Crowd crowd() {
            return new Crowd(Shape.ALL, 20, 1, false);
        }

        @Override
        Pace pace() {
            return new Pace(WINDOW, 0);
        }
    }

    @Command(
            name = "latency",
            description = "Open loop at a rate, timed from the intended send: 1 pair by default.")
    static final class Latency extends MqttRunCommand {
        private static final long RATE_PER_S = 10_000;

        @Option(names = "--pairs", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
        private int pairs;

        @Option(
                names = "--one-connection",
                description = "each pair is one connection that publishes and subscribes")
        private boolean oneConnection;

        @Override
        Crowd crowd() {
            return new Crowd(Shape.PAIRS, pairs, pairs, oneConnection);
        }

        @Override
        Pace pace() {
            return new Pace(0, RATE_PER_S);
        }
    }
}
