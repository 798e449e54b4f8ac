package io.robustmq.codec.mqtt;

import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonCodeTest {
    @ParameterizedTest // 3.1.1 §3.2.2.3
    @CsvSource({
        "0x00, 0",
        "0x84, 1",
        "0x85, 2",
        "0x88, 3",
        "0x89, 3",
        "0x8B, 3",
        "0x97, 3",
        "0x9C, 3",
        "0x9D, 3",
        "0x9F, 3",
        "0x86, 4",
        "0x87, 5",
        "0x8A, 5",
        "0x8C, 5",
        "0x80, -1", // 3.1.1 [MQTT-3.2.2-6] no code fits: close without a CONNACK
        "0x81, -1",
        "0x82, -1",
        "0x90, -1"
    })
    void shouldMapToConnackReturnCode(String reasonCode, int returnCode) {
        assertThat(ReasonCode.connackReturnCode(Integer.decode(reasonCode))).isEqualTo(returnCode);
    }

    @Test
    void shouldMapEveryReturnCodeBack() throws MqttViolation {
        for (int returnCode = 0; returnCode <= 5; returnCode++) {
            int reasonCode = ReasonCode.ofConnackReturnCode(returnCode);
            assertThat(ReasonCode.connackReturnCode(reasonCode)).isEqualTo(returnCode);
        }
        assertThat(Wire.violation(() -> ReasonCode.ofConnackReturnCode(6)))
                .isEqualTo(MALFORMED_PACKET);
    }

    @Test // §2.4
    void shouldTellFailureFromSuccess() {
        assertThat(ReasonCode.isFailure(0x7F)).isFalse();
        assertThat(ReasonCode.isFailure(0x80)).isTrue();
    }
}
