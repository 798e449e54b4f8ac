package io.robustmq.codec.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MqttViolationTest {
    @Test // §4.13.1
    void shouldSayWhatAndWhyAndCostNoStackTrace() {
        MqttViolation violation = MqttViolation.malformed("cut off");

        assertThat(violation.reasonCode()).isEqualTo(0x81);
        assertThat(violation.detail()).isEqualTo("cut off");
        assertThat(violation.getStackTrace()).isEmpty();
        assertThat(MqttViolation.protocolError("twice").reasonCode()).isEqualTo(0x82);
    }
}
