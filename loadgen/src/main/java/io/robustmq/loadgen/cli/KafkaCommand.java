package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.rig.Workload.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code robust-bench kafka}: the kinds of load; a pair has a partition of its own. */
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        description = "Load a broker by Kafka's protocol.",
        subcommands = {
            KafkaCommand.Produce.class,
            KafkaCommand.Consume.class,
            KafkaCommand.EndToEnd.class,
            KafkaCommand.Latency.class
        })
final class KafkaCommand {
    /** As fast as the window allows where neither --window nor --rate says otherwise. */
    private static final long WINDOW = 100_000;

    private KafkaCommand() {}

    @Command(name = "produce", description = "Producers alone, each with a partition.")
    static final class Produce extends KafkaRunCommand {
        @Override
        Crowd crowd(int pairs) {
            return new Crowd(Shape.PAIRS, pairs, 0, false);
        }

        @Override
        Pace pace() {
            return new Pace(WINDOW, 0);
        }
    }

    @Command(
            name = "consume",
            description = "Writes --messages, then reads them: only the reading is measured.")
    static final class Consume extends KafkaRunCommand {
        @Option(
                names = "--loop",
                description = "read them over and over, for --warmup and --duration")
        private boolean loop;

        @Override
        Crowd crowd(int pairs) {
            return new Crowd(Shape.PAIRS, 0, pairs, false);
        }

        @Override
        Pace pace() {
            return new Pace(WINDOW, 0);
        }

        @Override
        boolean isFilledFirst() {
            return true;
        }

        @Override
        boolean isRepeated() {
            return loop;
        }
    }

    @Command(name = "e2e", description = "A producer to a consumer, as fast as both go.")
    static final class EndToEnd extends KafkaRunCommand {
        @Override
        Crowd crowd(int pairs) {
            return new Crowd(Shape.PAIRS, pairs, pairs, false);
        }

        @Override
        Pace pace() {
            return new Pace(WINDOW, 0);
        }
    }

    @Command(name = "latency", description = "Open loop at a rate, timed from the intended send.")
    static final class Latency extends KafkaRunCommand {
        private static final long RATE_PER_S = 10_000;

        @Override
        Crowd crowd(int pairs) {
            return new Crowd(Shape.PAIRS, pairs, pairs, false);
        }

        @Override
        Pace pace() {
            return new Pace(0, RATE_PER_S);
        }
    }
}
