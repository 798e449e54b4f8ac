package io.robustmq.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundWindowTest {
    private static final int LAST_ID = 65_535;

    /** What any window may hold, whatever the others do. */
    private static final int MODEST = 1_023;

    private final OutboundWindow window = new OutboundWindow();
    private final Delivery delivery =
            new Delivery(
                    0,
                    EventBytes.publication().kept(),
                    1,
                    false,
                    Delivery.NO_IDENTIFIERS,
                    Origin.OWN,
                    null,
                    false);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 40_000, 65_534, 65_535, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void shouldKeepTheOrderOfSendingWhereverItLeapsTo(long by) { // [MQTT-4.6.0-1]
        open(65_000);
        open(LAST_ID);
        open(700);

        window.leap(by);
        int next = window.nextId();
        open(next);

        assertThat(next).isBetween(1, LAST_ID).isNotIn(65_000, LAST_ID, 700);
        assertThat(window.idsInOrder()).containsExactly(65_000, LAST_ID, 700, next);
    }

    @Test
    void shouldLeapToAnyIdentifierThatIsFree() {
        open(10);

        window.leap(65_533);

        assertThat(window.nextId()).isEqualTo(9);
    }

    @Test
    void shouldStayWhenTheOldestIsNext() {
        open(7);
        open(6);

        window.leap(12_345);

        assertThat(window.idsInOrder()).containsExactly(7, 6);
        assertThat(window.nextId()).isEqualTo(8);
    }

    @Test
    void shouldHoldEveryIdentifierThereIs() {
        for (int i = 0; i < LAST_ID; i++) {
            open(window.nextId());
        }

        assertThat(window.inFlight()).isEqualTo(LAST_ID);
        assertThat(window.idsInOrder()).hasSize(LAST_ID).startsWith(1, 2).endsWith(LAST_ID);
        window.close(40_000);
        assertThat(window.nextId()).isEqualTo(40_000);
    }

    @Test
    void shouldGiveALargeTableUpWhenNothingIsInFlight() {
        fill(2 * MODEST);
        assertThat(window.swollenBytes()).isPositive();

        for (int id = 1; id <= 2 * MODEST; id++) {
            window.close(id);
        }

        assertThat(window.swollenBytes()).isZero();
        assertThat(window.nextId()).isEqualTo(2 * MODEST + 1);
    }

    @Test
    void shouldSayWhenItIsAboutToTakeMoreThanEverySessionMay() {
        fill(MODEST);
        assertThat(window.isAboutToSwell()).isFalse();
        assertThat(window.swollenBytes()).isZero();

        open(window.nextId());

        assertThat(window.isAboutToSwell()).isTrue();
        open(window.nextId());
        assertThat(window.swollenBytes()).isPositive();
        assertThat(window.isAboutToSwell()).isFalse();
    }

    @Test
    void shouldTakeNoMemoryForMessagesThatAreNotKept() {
        fill(2 * MODEST);
        int without = window.swollenBytes();
        OutboundWindow keeping = new OutboundWindow();
        for (int i = 0; i < 2 * MODEST; i++) {
            keeping.open(keeping.nextId(), OutboundWindow.PUBLISHED, delivery);
        }

        assertThat(keeping.swollenBytes()).isGreaterThan(2 * without);
        assertThat(keeping.delivery(1)).isSameAs(delivery);
        assertThat(window.delivery(1)).isNull();
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            open(window.nextId());
        }
    }

    private void open(int id) {
        window.open(id, OutboundWindow.PUBLISHED, null);
    }
}
