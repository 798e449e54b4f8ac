package io.robustmq.loadgen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void shouldUseIdentifiersInTurnAndNotBeforeTheyAreFree() { // [MQTT-2.2.1-3]
        InFlight ids = new InFlight(2);

        assertThat(ids.take(10)).isEqualTo(1);
        assertThat(ids.take(20)).isEqualTo(2);
        assertThat(ids.room()).isZero();
        assertThat(ids.sentNs(2)).isEqualTo(20);
        ids.release(2);

        assertThat(ids.sentNs(2)).isEqualTo(-1);
        assertThat(ids.sentNs(InFlight.MOST)).isEqualTo(-1);
        assertThat(ids.take(30)).isEqualTo(3);
    }

    @Test
    void shouldSkipOneThatIsStillOutWhenTheNumbersWrap() {
        InFlight ids = new InFlight(InFlight.MOST);
        ids.take(1);

        for (int i = 2; i <= InFlight.MOST; i++) {
            ids.release(ids.take(1));
        }

        assertThat(ids.take(1)).isEqualTo(2);
    }
}
