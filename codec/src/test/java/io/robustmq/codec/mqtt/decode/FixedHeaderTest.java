package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.Wire;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FixedHeaderTest {
    private final FixedHeader header = new FixedHeader();

    static Stream<Arguments> headers() { // §2.1.4
        return Stream.of(
                arguments(bytes(0x10, 0x00), 2, 0),
                arguments(bytes(0x30, 0x7F), 2, 127),
                arguments(bytes(0x3D, 0x80, 0x01), 3, 128),
                arguments(bytes(0x82, 0x80, 0x80, 0x01), 4, 16_384),
                arguments(bytes(0x30, 0xFF, 0xFF, 0xFF, 0x7F), 5, 268_435_455));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void shouldReadHeader(byte[] wire, int headerLength, int remainingLength) throws MqttViolation {
        int length = header.wrap(Wire.buffer(wire), AT, wire.length);

        assertThat(length).isEqualTo(headerLength);
        assertThat(header.headerLength()).isEqualTo(headerLength);
        assertThat(header.type()).isEqualTo((wire[0] & 0xFF) >> 4);
        assertThat(header.flags()).isEqualTo(wire[0] & 0xF);
        assertThat(header.remainingLength()).isEqualTo(remainingLength);
        assertThat(header.packetLength()).isEqualTo(headerLength + remainingLength);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void shouldAskForMoreBytes(byte[] wire, int headerLength, int remainingLength)
            throws MqttViolation {
        for (int available = 0; available < headerLength; available++) {
            byte[] cut = Arrays.copyOf(wire, available);
            assertThat(header.wrap(Wire.buffer(cut), AT, available))
                    .isEqualTo(FixedHeader.INCOMPLETE);
        }
    }

    @ParameterizedTest // [MQTT-1.5.5-1] for 5.0; 3.1.1 §2.2.3 leaves it open, and we don't
    @EnumSource(MqttVersion.class)
    void shouldRejectRemainingLengthOfFiveBytesOrNotMinimal(MqttVersion version) {
        assertThat(failure(version, bytes(0x30, 0x80, 0x80, 0x80, 0x80)))
                .isEqualTo(MALFORMED_PACKET);
        assertThat(failure(version, bytes(0x30, 0x80, 0x80, 0x80, 0x80, 0x01)))
                .isEqualTo(MALFORMED_PACKET);
        assertThat(failure(version, bytes(0x30, 0x80, 0x00))).isEqualTo(MALFORMED_PACKET);
    }

    @Test // [MQTT-2.1.3-1], [MQTT-3.6.1-1], [MQTT-3.8.1-1], [MQTT-3.10.1-1], [MQTT-3.14.1-1],
    // [MQTT-3.15.1-1]; 3.1.1 [MQTT-2.2.2-2], 3.1.1 [MQTT-3.14.1-1]
    void shouldAcceptOnlyTheFlagsOfTheType() throws MqttViolation {
        for (int type = 1; type <= PacketType.AUTH; type++) {
            for (int flags = 0; flags <= 0xF; flags++) {
                byte[] wire = bytes(type << 4 | flags, 0);
                boolean fixed = type == 6 || type == 8 || type == 10;
                if (type == PacketType.PUBLISH || flags == (fixed ? 0b0010 : 0)) {
                    assertThat(header.wrap(Wire.buffer(wire), AT, 2)).isEqualTo(2);
                } else {
                    assertThat(failure(V5, wire)).isEqualTo(MALFORMED_PACKET);
                    assertThat(failure(V3_1_1, wire)).isEqualTo(MALFORMED_PACKET);
                }
            }
        }
    }

    @Test
    void shouldRejectBadFlagsFromTheFirstByteAlone() {
        assertThat(failure(V5, bytes(0x11))).isEqualTo(MALFORMED_PACKET);
        assertThat(failure(V5, bytes(0x80))).isEqualTo(MALFORMED_PACKET);
    }

    @Test // §2.1.2
    void shouldRejectReservedTypes() {
        assertThat(failure(V5, bytes(0x00, 0))).isEqualTo(MALFORMED_PACKET);
        assertThat(failure(V3_1, bytes(0x00, 0))).isEqualTo(MALFORMED_PACKET);
        assertThat(failure(V3_1_1, bytes(0xF0, 0))).isEqualTo(MALFORMED_PACKET);
        assertThat(failure(V3_1, bytes(0xF0, 0))).isEqualTo(MALFORMED_PACKET);
    }

    @Test // 3.1 §2.1, §3.6, §3.8, §3.10
    void shouldAcceptDupOfPacketsSentAgainIn31() throws MqttViolation {
        for (int first : new int[] {0x6A, 0x8A, 0xAA}) {
            assertThat(header.wrap(Wire.buffer(bytes(first, 2)), AT, 2, V3_1)).isEqualTo(2);
            assertThat(failure(V3_1_1, bytes(first, 2))).isEqualTo(MALFORMED_PACKET);
        }
        assertThat(failure(V3_1, bytes(0x4A, 2))).isEqualTo(MALFORMED_PACKET);
    }

    @Test // §3.12, §3.13: no variable header, no payload
    void shouldRejectPingWithBody() {
        assertThat(failure(V5, bytes(0xC0, 1))).isEqualTo(MALFORMED_PACKET);
        assertThat(failure(V3_1_1, bytes(0xD0, 0x80, 0x01))).isEqualTo(MALFORMED_PACKET);
    }

    private int failure(MqttVersion version, byte[] wire) {
        return violation(() -> header.wrap(Wire.buffer(wire), AT, wire.length, version));
    }
}
