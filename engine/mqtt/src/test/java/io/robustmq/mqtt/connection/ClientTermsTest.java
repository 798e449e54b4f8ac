package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientTermsTest {
    @Test
    void shouldBeEqualWhenAllOfThemAre() {
        ClientTerms one = new ClientTerms(MqttVersion.V5, 1, 2, 3, true, 4, "SCRAM");
        ClientTerms other =
                new ClientTerms(
                        MqttVersion.V5, 1, 2, 3, true, 4, new String("SCRAM".toCharArray()));

        assertThat(other).isEqualTo(one).hasSameHashCodeAs(one);
    }

    @Test
    void shouldDifferWhenAnyOfThemDoes() {
        ClientTerms one = new ClientTerms(MqttVersion.V5, 1, 2, 3, true, 4, "SCRAM");
        List<ClientTerms> others =
                List.of(
                        new ClientTerms(MqttVersion.V3_1_1, 1, 2, 3, true, 4, "SCRAM"),
                        new ClientTerms(MqttVersion.V5, 9, 2, 3, true, 4, "SCRAM"),
                        new ClientTerms(MqttVersion.V5, 1, 9, 3, true, 4, "SCRAM"),
                        new ClientTerms(MqttVersion.V5, 1, 2, 9, true, 4, "SCRAM"),
                        new ClientTerms(MqttVersion.V5, 1, 2, 3, false, 4, "SCRAM"),
                        new ClientTerms(MqttVersion.V5, 1, 2, 3, true, 9, "SCRAM"),
                        new ClientTerms(MqttVersion.V5, 1, 2, 3, true, 4, null));

        assertThat(others)
                .allSatisfy(other -> assertThat(other).isNotEqualTo(one))
                .allSatisfy(other -> assertThat(other.hashCode()).isNotEqualTo(one.hashCode()));
    }
}
