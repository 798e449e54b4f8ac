package io.robustmq.loadgen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.loadgen.rig.Counts;
import io.robustmq.loadgen.rig.Observer;
import io.robustmq.loadgen.rig.Outcome;
import io.robustmq.loadgen.rig.Rig;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Times;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.loadgen.rig.Workload.Shape;
import io.robustmq.loadgen.server.NullServer;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.IdlePolicy;
import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole rig against the null servers, in one process, over the machine's best transport. */
class RunTest {
    private static final int RUN = 9;

    @ParameterizedTest
    @CsvSource({"V3_1, 0", "V3_1_1, 1", "V5, 0", "V5, 1", "V5, 2"})
    void shouldGetBackAllOfABurst(MqttVersion version, int qos) throws Exception {
        Workload echoed = burst(Shape.PAIRS, 4, 4, true, 10_003, 16, qos > 0);

        Outcome outcome = run(NullServer.Kind.ECHO, echoed, settings(version, qos), 1);

        assertThat(outcome.counts().sent()).isEqualTo(10_003);
        assertThat(outcome.counts().received()).isEqualTo(10_003);
        assertThat(outcome.counts().acknowledged()).isEqualTo(qos > 0 ? 10_003 : 0);
        assertThat(outcome.acknowledgements().getTotalCount())
                .isEqualTo(outcome.counts().acknowledged());
        assertClean(outcome);
    }

    @Test
    void shouldCarryPayloadsLongerThanARead() throws Exception {
        Workload echoed = burst(Shape.PAIRS, 2, 2, true, 50, 150_000, false);

        Outcome outcome = run(NullServer.Kind.ECHO, echoed, settings(MqttVersion.V5, 0), 1);

        assertThat(outcome.counts().received()).isEqualTo(50);
        assertClean(outcome);
    }

    @Test
    void shouldSpreadPairsOverCores() throws Exception {
        Workload echoed = burst(Shape.PAIRS, 5, 5, true, 20_000, 16, false);

        Outcome outcome = run(NullServer.Kind.ECHO, echoed, settings(MqttVersion.V3_1_1, 0), 2);

        assertThat(outcome.counts().received()).isEqualTo(20_000);
        assertClean(outcome);
    }

    @Test
    void shouldSendExactlyTheBurstToASink() throws Exception {
        Workload sunk = burst(Shape.PAIRS, 3, 0, false, 10_000, 64, true);

        Outcome outcome = run(NullServer.Kind.SINK, sunk, settings(MqttVersion.V5, 1), 1);

        assertThat(outcome.counts().sent()).isEqualTo(10_000);
        assertThat(outcome.counts().acknowledged()).isEqualTo(10_000);
        assertThat(outcome.expected()).isZero();
    }

    @Test
    void shouldCheckWhatASourceSends() throws Exception {
        Workload fed =
                new Workload(
                        Shape.PAIRS,
                        0,
                        2,
                        false,
                        false,
                        16,
                        1,
                        0,
                        0,
                        Duration.ZERO,
                        Duration.ofMillis(300),
                        false,
                        false);

        Outcome outcome = run(NullServer.Kind.SOURCE, fed, settings(MqttVersion.V5, 0), 1);

        assertThat(outcome.counts().received()).isPositive().isEqualTo(outcome.expected());
        assertClean(outcome);
    }

    @Test
    void shouldKeepTheScheduleOfAnOpenLoop() throws Exception {
        Workload timed =
                new Workload(
                        Shape.PAIRS,
                        2,
                        2,
                        true,
                        false,
                        16,
                        0,
                        2_000,
                        600,
                        Duration.ZERO,
                        Duration.ZERO,
                        true,
                        false);

        Outcome outcome = run(NullServer.Kind.ECHO, timed, settings(MqttVersion.V5, 0), 1);

        assertThat(outcome.counts().received()).isEqualTo(600);
        assertThat(outcome.endToEnd().getTotalCount()).isEqualTo(600);
        assertThat(outcome.sendDelays().getTotalCount()).isEqualTo(600);
        assertThat(outcome.measuredNs())
                .as("the last of 600 is due 599 half milliseconds after the first")
                .isGreaterThanOrEqualTo(599 * 500_000L);
        assertClean(outcome);
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        Workload some = burst(Shape.PAIRS, 1, 1, true, 1, 16, false);
        Rig rig = new Rig(some, 1, RUN);
        Endpoint nobody = endpoint(1);

        try (Cores cores = Cores.start(configs(1), core -> rig.duty(core.index()))) {
            MqttDriver driver = new MqttDriver(nobody, settings(MqttVersion.V5, 0), some);

            assertThatThrownBy(() -> rig.run(cores.all(), driver, new Unheard()))
                    .isInstanceOf(RunFailure.class)
                    .hasMessageContaining(":1: ");
        }
    }

    private static void assertClean(Outcome outcome) {
        assertThat(outcome.lost()).isZero();
        Counts counts = outcome.counts();
        assertThat(
                        List.of(
                                counts.duplicated(),
                                counts.reordered(),
                                counts.corrupt(),
                                counts.foreign(),
                                counts.refused(),
                                counts.closed()))
                .containsOnly(0L);
    }

    private static Outcome run(
            NullServer.Kind kind, Workload workload, MqttSettings settings, int coreCount)
            throws Exception {
        NullServer server = new NullServer(kind, 1, workload.payloadBytes());
        Rig rig = new Rig(workload, coreCount, RUN);
        try (Cores serving = Cores.start(configs(1), core -> server.duty(core.index()));
                Cores loading = Cores.start(spinning(coreCount), core -> rig.duty(core.index()))) {
            int port = serving.core(0).listen(endpoint(0), server.acceptor(0)).port();
            MqttDriver driver = new MqttDriver(endpoint(port), settings, workload);
            return rig.run(loading.all(), driver, new Unheard());
        }
    }

    /** As a load needs it: a core that sleeps cannot keep a schedule. */
    private static List<CoreConfig> spinning(int count) throws Exception {
        return configs(count).stream().map(core -> core.withIdle(IdlePolicy.SPIN)).toList();
    }

    private static List<CoreConfig> configs(int count) throws Exception {
        CoreConfig first = CoreConfig.of(TransportChoice.resolve(null).kind());
        List<CoreConfig> configs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            configs.add(first.forCore(i, CoreConfig.UNPINNED));
        }
        return configs;
    }

    private static Endpoint endpoint(int port) {
        return Endpoint.tcp("test", new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static MqttSettings settings(MqttVersion version, int qos) {
        return new MqttSettings(
                version,
                qos,
                new NamePattern("test/%i"),
                new NamePattern("test-%i"),
                null,
                null,
                null,
                false);
    }

    private static Workload burst(
            Shape shape,
            int publishers,
            int subscribers,
            boolean oneConnection,
            long messages,
            int payloadBytes,
            boolean acknowledged) {
        return new Workload(
                shape,
                publishers,
                subscribers,
                oneConnection,
                false,
                payloadBytes,
                100,
                0,
                messages,
                Duration.ZERO,
                Duration.ZERO,
                false,
                acknowledged);
    }

    /** An observer that looks away. */
    private static final class Unheard implements Observer {
        @Override
        public void measuring(Counts now) {}

        @Override
        public void second(Counts before, Counts now, long expected, Times times) {}

        @Override
        public void measured(Counts now) {}
    }
}
