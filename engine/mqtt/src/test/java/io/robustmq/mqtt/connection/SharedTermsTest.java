package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import org.junit.jupiter.api.Test;

class SharedTermsTest {
    private final SharedTerms terms = new SharedTerms();

    @Test
    void shouldGiveEqualTermsOnce() {
        ClientTerms first = terms.of(keepAlive(90));

        ClientTerms second = terms.of(keepAlive(90));

        assertThat(second).isSameAs(first);
    }

    @Test
    void shouldGiveEachClientWhatItSettled() {
        for (int kind = 0; kind < 10 * SharedTerms.PLACES; kind++) {
            ClientTerms settled = keepAlive(kind);

            assertThat(terms.of(settled)).isEqualTo(settled);
        }
    }

    @Test
    void shouldRememberWhatCameLastWhenTwoKindsShareAPlace() {
        terms.of(keepAlive(90));
        for (int kind = 0; kind < 100 * SharedTerms.PLACES; kind++) {
            terms.of(keepAlive(1_000 + kind)); // every place is taken over
        }
        ClientTerms settled = keepAlive(90);

        ClientTerms given = terms.of(settled);

        assertThat(given).isSameAs(settled);
    }

    private static ClientTerms keepAlive(long seconds) {
        return new ClientTerms(
                MqttVersion.V5, 100, 1 << 20, 0, true, seconds * 1_000_000_000, null);
    }
}
