package io.robustmq.codec.mqtt;

import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VariableByteIntegerTest {
    static Stream<Arguments> values() { // §1.5.5, table 1-1
        return Stream.of(
                arguments(0, bytes(0x00)),
                arguments(127, bytes(0x7F)),
                arguments(128, bytes(0x80, 0x01)),
                arguments(16_383, bytes(0xFF, 0x7F)),
                arguments(16_384, bytes(0x80, 0x80, 0x01)),
                arguments(2_097_151, bytes(0xFF, 0xFF, 0x7F)),
                arguments(2_097_152, bytes(0x80, 0x80, 0x80, 0x01)),
                arguments(268_435_455, bytes(0xFF, 0xFF, 0xFF, 0x7F)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldReadAndWriteTheShortestForm(int value, byte[] wire) throws MqttViolation {
        UnsafeBuffer written = new UnsafeBuffer(new byte[wire.length]);

        int end = VariableByteInteger.put(written, 0, value);

        assertThat(end).isEqualTo(wire.length);
        assertThat(written.byteArray()).isEqualTo(wire);
        assertThat(VariableByteInteger.length(value)).isEqualTo(wire.length);
        assertThat(VariableByteInteger.get(Wire.buffer(wire), AT, AT + wire.length))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldAskForMoreBytes(int value, byte[] wire) throws MqttViolation {
        for (int length = 0; length < wire.length; length++) {
            assertThat(VariableByteInteger.get(Wire.buffer(wire), AT, AT + length))
                    .isEqualTo(VariableByteInteger.INCOMPLETE);
        }
    }

    static Stream<byte[]> malformed() { // [MQTT-1.5.5-1]
        return Stream.of(
                bytes(0x80, 0x00),
                bytes(0xFF, 0x00),
                bytes(0x80, 0x80, 0x00),
                bytes(0xFF, 0xFF, 0x80, 0x00),
                bytes(0x80, 0x80, 0x80, 0x80),
                bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x01));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRejectLongAndLongerThanNeeded(byte[] wire) {
        int reason =
                violation(() -> VariableByteInteger.get(Wire.buffer(wire), AT, AT + wire.length));

        assertThat(reason).isEqualTo(MALFORMED_PACKET);
    }
}
