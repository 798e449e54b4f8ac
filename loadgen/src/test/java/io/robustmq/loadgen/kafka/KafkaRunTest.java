package io.robustmq.loadgen.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.loadgen.kafka.control.TopicSetup;
import io.robustmq.loadgen.rig.Observer;
import io.robustmq.loadgen.rig.Outcome;
import io.robustmq.loadgen.rig.Rig;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.loadgen.rig.Workload.Shape;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.IdlePolicy;
import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole rig against a broker in memory, in one process. */
class KafkaRunTest {
    private static final int RUN = 9;

    private final FakeKafka broker;

    KafkaRunTest() throws IOException {
        broker = new FakeKafka();
    }

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({
        "16, 16384, 1, -1",
        "16, 200, 5, 1",
        "100, 1, 5, -1",
        "1000, 16384, 3, 1",
        "100000, 16384, 2, -1"
    })
    void shouldReadBackAllOfABurst(int payload, int batch, int inFlight, int acks)
            throws Exception {
        Workload both = workload(2, 2, payload, 3_003, acks != 0);

        Outcome outcome = run(both, settings(2, acks, batch, inFlight, null), 1, RUN);

        assertThat(outcome.counts().sent()).isEqualTo(3_003);
        assertThat(outcome.counts().acknowledged()).isEqualTo(3_003);
        assertThat(outcome.counts().received()).isEqualTo(3_003);
        assertThat(outcome.acknowledgements().getTotalCount()).isEqualTo(3_003);
        assertClean(outcome);
    }

    @Test
    void shouldSendWithoutAcknowledgements() throws Exception {
        Workload both = workload(1, 1, 100, 2_000, false);

        Outcome outcome = run(both, settings(1, 0, 4096, 5, null), 1, RUN);

        assertThat(outcome.counts().received()).isEqualTo(2_000);
        assertThat(outcome.counts().acknowledged()).isZero();
        assertClean(outcome);
    }

    @Test
    void shouldSpreadPairsOverCoresAndPartitions() throws Exception {
        Workload both = workload(4, 4, 50, 4_000, true);

        Outcome outcome = run(both, settings(4, -1, 1024, 5, null), 2, RUN);

        assertThat(outcome.counts().received()).isEqualTo(4_000);
        assertClean(outcome);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 5_000, 1 << 20})
    void shouldReadWhatIsStoredWhateverAFetchHolds(int fetchBytes) throws Exception {
        Workload read = workload(0, 2, 300, 2_001, false);
        KafkaSettings settings = settings(2, -1, 1000, 5, null);
        run(workload(2, 0, 300, 500, true), settings, 1, RUN); // of an earlier run
        run(read.filling(), settings, 1, 0);

        Outcome outcome = run(read, withFetch(settings, fetchBytes), 1, RUN);

        assertThat(outcome.expected()).isEqualTo(2_001);
        assertThat(outcome.counts().received()).isEqualTo(2_001);
        assertThat(outcome.counts().foreign()).isZero();
        assertClean(outcome);
    }

    @Test
    void shouldPassOverWhatABatchHasBeforeTheOffsetAskedFor() throws Exception {
        KafkaSettings settings = settings(1, -1, 100_000, 1, null);
        run(workload(1, 0, 100, 100, true), settings, 1, 0); // one batch

        Outcome outcome = run(workload(0, 1, 100, 40, false), settings, 1, RUN);

        assertThat(outcome.counts().received()).isEqualTo(40);
        assertThat(outcome.counts().duplicated()).isZero();
    }

    @Test
    void shouldReadWhatIsStoredOverAndOver() throws Exception {
        Workload read = looped(2, 300, 201);
        KafkaSettings settings = settings(2, -1, 1000, 5, null);
        run(workload(2, 0, 300, 500, true), settings, 1, RUN); // of an earlier run
        run(read.filling(), settings, 1, 0);

        Outcome outcome = run(read, withFetch(settings, 5_000), 1, RUN);

        assertThat(outcome.counts().received()).isGreaterThan(2 * 201);
        assertThat(outcome.counts().foreign()).isZero();
        assertClean(outcome);
    }

    private static Workload looped(int subscribers, int payload, long messages) {
        return new Workload(
                Shape.PAIRS,
                0,
                subscribers,
                false,
                false,
                payload,
                500,
                0,
                messages,
                Duration.ofMillis(100),
                Duration.ofMillis(400),
                false,
                false,
                true);
    }

    @Test
    void shouldKeepTheScheduleOfAnOpenLoop() throws Exception {
        Workload timed =
                new Workload(
                        Shape.PAIRS,
                        1,
                        1,
                        false,
                        false,
                        16,
                        0,
                        2_000,
                        600,
                        Duration.ZERO,
                        Duration.ZERO,
                        true,
                        true);

        Outcome outcome = run(timed, settings(1, -1, 16_384, 5, null), 1, RUN);

        assertThat(outcome.counts().received()).isEqualTo(600);
        assertThat(outcome.endToEnd().getTotalCount()).isEqualTo(600);
        assertThat(outcome.sendDelays().getTotalCount()).isEqualTo(600);
        assertClean(outcome);
    }

    @Test
    void shouldFindWhatTheBrokerLost() throws Exception {
        broker.forgetsRequest = 3;

        Outcome outcome =
                run(workload(1, 1, 100, 1_000, true), settings(1, -1, 1000, 1, null), 1, RUN);

        assertThat(outcome.counts().acknowledged()).isEqualTo(1_000);
        assertThat(outcome.lost()).isPositive();
    }

    @Test
    void shouldTellWhyTheBrokerRefuses() throws Exception {
        broker.refusesBy = Errors.MESSAGE_TOO_LARGE.code();
        broker.refusesRequest = 0;

        Outcome outcome = run(workload(1, 0, 100, 8, true), settings(1, -1, 1000, 1, null), 1, RUN);

        assertThat(outcome.counts().refused()).isEqualTo(8);
        assertThat(outcome.closedWhy()).contains("MESSAGE_TOO_LARGE");
    }

    @Test
    void shouldSayWhoItIs() throws Exception {
        broker.plainExpected = "\0me\0secret";

        Outcome outcome =
                run(workload(1, 1, 100, 50, true), settings(1, -1, 1000, 1, "secret"), 1, RUN);

        assertThat(outcome.counts().received()).isEqualTo(50);
        assertThatThrownBy(() ->
                        run(
                                workload(1, 1, 100, 50, true),
                                settings(1, -1, 1000, 1, "wrong"),
                                1,
                                RUN))
                .isInstanceOf(RunFailure.class)
                .hasMessageContaining("SASL_AUTHENTICATION_FAILED");
    }

    @Test
    void shouldRefuseATopicWithTooFewPartitions() throws Exception {
        run(workload(1, 1, 100, 50, true), settings(1, -1, 1000, 1, null), 1, RUN);

        assertThatThrownBy(() ->
                        run(workload(2, 2, 100, 50, true), settings(2, -1, 1000, 1, null), 1, RUN))
                .isInstanceOf(RunFailure.class)
                .hasMessageContaining("partitions");
    }

    private void assertClean(Outcome outcome) {
        assertThat(outcome.lost()).isZero();
        assertThat(outcome.counts().duplicated()).isZero();
        assertThat(outcome.counts().reordered()).isZero();
        assertThat(outcome.counts().corrupt()).isZero();
        assertThat(outcome.counts().closed()).isZero();
        assertThat(broker.corruptBatches()).isZero();
    }

    private static Workload workload(
            int publishers, int subscribers, int payload, long messages, boolean acknowledged) {
        return new Workload(
                Shape.PAIRS,
                publishers,
                subscribers,
                false,
                false,
                payload,
                500,
                0,
                messages,
                Duration.ZERO,
                Duration.ZERO,
                false,
                acknowledged);
    }

    private static KafkaSettings settings(
            int partitions, int acks, int batchBytes, int inFlight, @Nullable String password) {
        return new KafkaSettings(
                "topic",
                partitions,
                acks,
                batchBytes,
                inFlight,
                1 << 16,
                500,
                password == null ? null : "me",
                password);
    }

    private static KafkaSettings withFetch(KafkaSettings settings, int fetchBytes) {
        return new KafkaSettings(
                settings.topic(),
                settings.partitions(),
                settings.acks(),
                settings.batchBytes(),
                settings.inFlight(),
                fetchBytes,
                settings.fetchWaitMs(),
                null,
                null);
    }

    private Outcome run(Workload workload, KafkaSettings settings, int coreCount, int run)
            throws Exception {
        CoreConfig first =
                CoreConfig.of(TransportChoice.resolve(null).kind()).withIdle(IdlePolicy.ADAPTIVE);
        List<CoreConfig> configs = new ArrayList<>();
        for (int i = 0; i < coreCount; i++) {
            configs.add(first.forCore(i, CoreConfig.UNPINNED));
        }
        Rig rig = new Rig(workload, coreCount, run);
        try (Cores cores = Cores.start(configs, core -> rig.duty(core.index()))) {
            Endpoint bootstrap = Endpoint.tcp("target", broker.address());
            List<Endpoint> leaders = TopicSetup.run(cores.all().getFirst(), bootstrap, settings);
            return rig.run(
                    cores.all(), new KafkaDriver(leaders, settings, workload), Observer.NONE);
        }
    }
}
