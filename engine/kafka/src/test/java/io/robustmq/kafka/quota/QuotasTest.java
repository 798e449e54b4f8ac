package io.robustmq.kafka.quota;

import static io.robustmq.kafka.quota.QuotaRate.CONSUMER_BYTE_RATE;
import static io.robustmq.kafka.quota.QuotaRate.PRODUCER_BYTE_RATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.FakeCore;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule counts, who shares it, how long one waits; time stands still until it is moved. */
class QuotasTest {
    private final FakeCore core = new FakeCore();

    private Quotas quotas(QuotaRule... rules) {
        return new Quotas(List.of(rules), core);
    }

    private static QuotaRule rule(@Nullable String user, @Nullable String client, long bytes) {
        return new QuotaRule(user, client, PRODUCER_BYTE_RATE, bytes);
    }

    private Meter meter(Quotas of, String user, String client) {
        return Objects.requireNonNull(of.meterOf(user, client, PRODUCER_BYTE_RATE));
    }

    /** Overdrawn by one second of its rate, it says 1000 ms; by what it takes we know the rule. */
    @ParameterizedTest
    @CsvSource({"a,x,1", "a,y,2", "a,z,3", "b,x,4", "b,y,5", "b,z,6"})
    void shouldPreferUsersToClientIdsAndNamesToEverybody(String user, String client, int rate) {
        Quotas quotas =
                quotas(
                        rule(null, "*", 90),
                        rule(null, "x", 80),
                        rule("*", null, 70),
                        rule("*", "y", 5),
                        rule("*", "*", 6),
                        rule("*", "x", 4),
                        rule("a", null, 60),
                        rule("a", "*", 3),
                        rule("a", "x", 1),
                        rule("a", "y", 2));

        int waitMs = meter(quotas, user, client).take(2L * rate, core.nowNs());

        assertThat(waitMs).isEqualTo(1_000);
    }

    @Test
    void shouldFindNoneOfAnotherRateOrForAnother() {
        Quotas quotas = quotas(rule("a", null, 1));

        assertThat(quotas.meterOf("a", "x", CONSUMER_BYTE_RATE)).isNull();
        assertThat(quotas.meterOf("b", "x", PRODUCER_BYTE_RATE)).isNull();
        assertThat(quotas.meterOf("", "x", PRODUCER_BYTE_RATE)).isNull();
    }

    @Test
    void shouldCountAllClientsOfAUserTogetherAndUsersApart() {
        Quotas quotas = quotas(rule("*", null, 10));

        assertThat(meter(quotas, "a", "x")).isSameAs(meter(quotas, "a", "y"));
        assertThat(meter(quotas, "a", "x")).isNotSameAs(meter(quotas, "b", "x"));
    }

    @Test
    void shouldFillUpToASecondsWorth() {
        Meter meter = meter(quotas(rule("a", null, 100)), "a", "");
        core.advanceMs(60_000);

        assertThat(meter.take(100, core.nowNs())).isZero();
        assertThat(meter.take(50, core.nowNs())).isEqualTo(500);
        core.advanceMs(500);
        assertThat(meter.take(1, core.nowNs())).isEqualTo(10);
    }

    @Test
    void shouldWaitNoLongerThanTheBoundAtOnceAndTheRestLater() {
        Meter meter = meter(quotas(rule("a", null, 100)), "a", "");

        assertThat(meter.take(100 + 100 * 25, core.nowNs())).isEqualTo(Meter.THROTTLE_MS_MAX);
        core.advanceMs(Meter.THROTTLE_MS_MAX);
        assertThat(meter.take(0, core.nowNs())).isEqualTo(Meter.THROTTLE_MS_MAX);
        core.advanceMs(Meter.THROTTLE_MS_MAX);
        assertThat(meter.take(0, core.nowNs())).isEqualTo(5_000);
    }

    @Test
    void shouldTellNoMoreApartThanTheBoundUntilSomeAreUnused() {
        Quotas quotas = quotas(rule(null, "*", 100));
        Meter[] meters = new Meter[Quotas.METERS_MAX];
        Arrays.setAll(meters, i -> meter(quotas, "", "c" + i));
        for (Meter each : meters) {
            each.take(250, core.nowNs());
        }
        Meter others = meter(quotas, "", "one more");
        assertThat(meter(quotas, "", "and more")).isSameAs(others);
        others.take(1_000, core.nowNs());

        core.advanceMs(2_500);

        assertThat(meter(quotas, "", "late")).isNotSameAs(others);
        assertThat(meters).allMatch(Meter::isDropped);
        assertThat(others.isDropped()).as("it owes something").isFalse();
    }
}
