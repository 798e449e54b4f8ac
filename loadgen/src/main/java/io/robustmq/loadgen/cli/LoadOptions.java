package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.transport.core.IdlePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many send how much how fast for how long, in no protocol's words. */
final class LoadOptions {
    private static final int RUNS = 255;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--payload",
            defaultValue = "16",
            description = "bytes, default ${DEFAULT-VALUE}")
    int payloadBytes;

    @Option(
            names = "--window",
            description = "most messages a publisher is ahead of its slowest receiver")
    @Nullable Long window;

    @Option(names = "--rate", description = "open loop: messages per second of all publishers")
    @Nullable Long ratePerS;

    @Option(names = "--messages", description = "closed burst of exactly so many, then end")
    long messages;

    @Option(names = "--warmup", defaultValue = "5s", description = "default ${DEFAULT-VALUE}")
    Duration warmup = Duration.ZERO;

    @Option(names = "--duration", defaultValue = "10s", description = "default ${DEFAULT-VALUE}")
    Duration duration = Duration.ZERO;

    /**
     * What the options come to.
     *
     * @param shared the subscribers are one group
     * @param wantsTimes end-to-end times are asked for
     * @param acknowledged every message is answered
     */
    Workload workload(
            Crowd crowd, Pace pace, boolean shared, boolean wantsTimes, boolean acknowledged) {
        long rate = ratePerS != null ? ratePerS : window != null ? 0 : pace.ratePerS();
        return new Workload(
                crowd.shape(),
                crowd.publishers(),
                crowd.subscribers(),
                crowd.oneConnection(),
                shared,
                payloadBytes,
                window != null ? window : pace.window(),
                rate,
                messages,
                warmup,
                duration,
                crowd.publishers() > 0 && (rate > 0 || wantsTimes),
                acknowledged && crowd.publishers() > 0);
    }

    /** Refuses what no run can be. */
    void check(Workload asked, CoreOptions cores, int payloadBytesMax) {
        require(asked.payloadBytes() >= Stamp.BYTES, "--payload: at least 16, for the stamp");
        require(asked.payloadBytes() <= payloadBytesMax, "--payload: at most " + payloadBytesMax);
        require(cores.count >= 1, "--cores: at least 1");
        require(window == null || ratePerS == null, "--window or --rate, not both");
        require(asked.ratePerS() > 0 || asked.window() > 0, "--window: at least 1");
        require(asked.ratePerS() >= 0 && asked.messages() >= 0, "--rate, --messages: 0 or more");
        require(
                asked.ratePerS() == 0 || cores.idle == IdlePolicy.SPIN,
                "--rate wants --idle spin: a core that sleeps sends late");
        require(asked.publishers() <= Stamp.MAX_PUBLISHERS, "too many publishers");
    }

    /** Two runs in a row differ; 0 is what servers that send by themselves use. */
    static int runNumber() {
        return 1 + (int) (System.currentTimeMillis() / 1000 % RUNS);
    }

    void require(boolean holds, String otherwise) {
        if (!holds) {
            if (command == null) {
                throw new IllegalStateException("picocli sets it");
            }
            throw new ParameterException(command.commandLine(), otherwise);
        }
    }
}
