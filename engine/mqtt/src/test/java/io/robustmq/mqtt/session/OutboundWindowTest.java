package io.robustmq.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundWindowTest {
    private static final int LAST_ID = 65_535;

    private final OutboundWindow window = new OutboundWindow();

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

    private void open(int id) {
        window.open(id, OutboundWindow.PUBLISHED, null);
    }
}
