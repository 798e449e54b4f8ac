package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.PacketType.PUBACK;
import static io.robustmq.codec.mqtt.PacketType.PUBCOMP;
import static io.robustmq.codec.mqtt.PacketType.PUBREC;
import static io.robustmq.codec.mqtt.PacketType.PUBREL;
import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.Wire;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AckDecoderTest {
    private final AckDecoder ack = new AckDecoder(new PropertyLimits(1_000, 10));

    @ParameterizedTest // §3.4.2.1: two bytes mean success
    @EnumSource
    void shouldReadShortestForm(MqttVersion version) throws MqttViolation {
        wrap(PUBACK, version, bytes(0x12, 0x34));

        assertThat(ack.packetId()).isEqualTo(0x1234);
        assertThat(ack.reasonCode()).isZero();
        assertThat(ack.properties().length()).isZero();
    }

    @Test // §3.4.2.2.1: below four bytes there is no property length
    void shouldReadReasonWithoutProperties() throws MqttViolation {
        wrap(PUBREC, V5, bytes(0, 1, 0x97));
        assertThat(ack.reasonCode()).isEqualTo(0x97);

        wrap(PUBREC, V5, bytes(0, 1, 0x10, 0));
        assertThat(ack.reasonCode()).isEqualTo(0x10);
    }

    @Test // §3.4.2.2
    void shouldReadReasonString() throws MqttViolation {
        wrap(PUBACK, V5, bytes(0, 1, 0x87, 5, 0x1F, field("no")));

        assertThat(ack.properties().valueLength(PropertyId.REASON_STRING)).isEqualTo(2);
    }

    @ParameterizedTest // [MQTT-3.4.2-1], [MQTT-3.5.2-1], [MQTT-3.6.2-1], [MQTT-3.7.2-1]
    @ValueSource(ints = {PUBACK, PUBREC, PUBREL, PUBCOMP})
    void shouldAcceptOnlyTheReasonCodesOfThePacket(int type) throws MqttViolation {
        Set<Integer> allowed =
                type == PUBACK || type == PUBREC
                        ? Set.of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99)
                        : Set.of(0x00, 0x92);

        for (int code = 0; code <= 0xFF; code++) {
            byte[] body = bytes(0, 1, code);
            if (allowed.contains(code)) {
                wrap(type, V5, body);
                assertThat(ack.reasonCode()).isEqualTo(code);
            } else {
                assertThat(violation(() -> wrap(type, V5, body))).isEqualTo(MALFORMED_PACKET);
            }
        }
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                arguments(V5, bytes(0, 0), PROTOCOL_ERROR), // [MQTT-2.2.1-5] no PUBLISH has id 0
                arguments(V3_1_1, bytes(0, 0), PROTOCOL_ERROR),
                arguments(V3_1_1, bytes(0, 1, 0), MALFORMED_PACKET), // 3.1.1 §3.4.1
                arguments(V3_1, bytes(0, 1, 0), MALFORMED_PACKET),
                arguments(V5, bytes(0), MALFORMED_PACKET),
                arguments(V5, bytes(), MALFORMED_PACKET),
                arguments(V5, bytes(0, 1, 0, 0, 0), MALFORMED_PACKET),
                arguments(V5, bytes(0, 1, 0, 3, 0x21, 0, 1), MALFORMED_PACKET), // §2.2.2.2
                arguments(V5, bytes(0, 1, 0, 1), MALFORMED_PACKET));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void shouldReject(MqttVersion version, byte[] body, int reasonCode) {
        for (int type : new int[] {PUBACK, PUBREC, PUBREL, PUBCOMP}) {
            assertThat(violation(() -> wrap(type, version, body))).isEqualTo(reasonCode);
        }
    }

    private void wrap(int type, MqttVersion version, byte[] body) throws MqttViolation {
        ack.wrap(Wire.buffer(body), type, AT, body.length, version);
    }
}
