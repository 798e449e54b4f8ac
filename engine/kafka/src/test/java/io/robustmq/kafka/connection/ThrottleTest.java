package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.quota.QuotaRate;
import io.robustmq.kafka.quota.QuotaRule;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.transport.net.FakeConnection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is over its quota is answered at once, told so, and not read until it is not. */
class ThrottleTest {
    private static final int ALL = -1;
    private static final int BYTES_PER_SECOND = 1_000;

    private final KafkaRig rig =
            new KafkaRig(
                    new OpenAuthenticator(),
                    KafkaRig.SMALL,
                    List.of(
                            rule("client", QuotaRate.PRODUCER_BYTE_RATE),
                            rule("client", QuotaRate.CONSUMER_BYTE_RATE)));
    private FakeConnection client;

    private static QuotaRule rule(String clientId, QuotaRate rate) {
        return new QuotaRule(null, clientId, rate, BYTES_PER_SECOND);
    }

    @BeforeEach
    void connect() {
        rig.topic("t", 1);
        client = rig.connect();
    }

    private int produce(int valueBytes) {
        client.receive(rig.produce(ALL, "t", "x".repeat(valueBytes), 0));
        rig.syncAndCycle();
        return rig.produced(client).getFirst().throttleTimeMs();
    }

    @Test
    void shouldAnswerAtOnceAndReadOnWhenTheTimeIsOver() {
        assertThat(produce(600)).isZero();
        assertThat(client.isReading()).isTrue();

        int waitMs = produce(600);

        assertThat(waitMs).isBetween(200, 600);
        assertThat(client.isReading()).isFalse();
        rig.core.advanceMs(waitMs - 1);
        assertThat(client.isReading()).isFalse();
        rig.core.advanceMs(1);
        assertThat(client.isReading()).isTrue();
    }

    @Test
    void shouldHoldTheRateOfWhoSendsAsFastAsItMay() {
        int sent = 0;
        long untilMs = rig.core.nowMs() + 20_000;
        while (rig.core.nowMs() < untilMs) {
            byte[] request = rig.produce(ALL, "t", "x".repeat(500), 0);
            sent += request.length;
            client.receive(request);
            rig.syncAndCycle();
            rig.core.advanceMs(rig.produced(client).getFirst().throttleTimeMs());
        }

        assertThat(sent).isBetween(20 * BYTES_PER_SECOND, 22 * BYTES_PER_SECOND);
    }

    @Test
    void shouldNotTakeWhatCameBehindUntilTheTimeIsOver() {
        produce(600);
        client.receive(rig.produce(ALL, "t", "x".repeat(600), 0));
        client.receive(rig.produce(ALL, "t", "behind", 0));
        rig.syncAndCycle();
        assertThat(rig.produced(client)).hasSize(1);

        rig.core.advanceMs(1_000);
        rig.syncAndCycle();

        assertThat(rig.produced(client)).hasSize(1);
    }

    @Test
    void shouldCountARequestOnceThatWaitsForTheDisk() {
        rig.journal.behind(true);
        client.receive(rig.produce(ALL, "t", "x".repeat(800), 0));
        for (int i = 0; i < 3; i++) {
            rig.cycle();
        }

        rig.journal.behind(false);
        rig.cycle();
        rig.syncAndCycle();

        assertThat(rig.produced(client).getFirst().throttleTimeMs()).isZero();
        assertThat(client.isReading()).isTrue();
    }

    @Test
    void shouldThrottleReadersByWhatTheyGet() {
        for (int i = 0; i < 3; i++) {
            rig.core.advanceMs(produce(800));
        }
        client.receive(rig.fetch("t", 0, 0, 1, 0));

        int waitMs = rig.fetched(client).getFirst().throttleTimeMs();

        assertThat(waitMs).isBetween(1_400, 2_000);
        assertThat(client.isReading()).isFalse();
        rig.core.advanceMs(waitMs);
        assertThat(client.isReading()).isTrue();
    }

    @Test
    void shouldForgetWhoLeavesWhileItWaits() {
        produce(900);
        produce(900);
        int timers = rig.core.armedTimers();

        client.cut();

        assertThat(rig.core.armedTimers()).isEqualTo(timers - 2); // of waiting, and of silence
    }
}
