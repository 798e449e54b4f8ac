package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.text;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnsubscribeDecoderTest {
    private final UnsubscribeDecoder unsubscribe =
            new UnsubscribeDecoder(new PropertyLimits(1_000, 10));

    static Stream<Arguments> packets() { // §3.10
        byte[] filters = bytes(field("a/+"), field("#"), field(""));
        byte[] user = bytes(0x26, field("n"), field("v"));
        return Stream.of(
                arguments(V3_1, bytes(0xFF, 0xFF, filters)),
                arguments(V3_1_1, bytes(0xFF, 0xFF, filters)),
                arguments(V5, bytes(0xFF, 0xFF, 0, filters)),
                arguments(V5, bytes(0xFF, 0xFF, user.length, user, filters)));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldReadFilters(MqttVersion version, byte[] body) throws MqttViolation {
        UnsafeBuffer buffer = wrap(version, body);

        assertThat(unsubscribe.packetId()).isEqualTo(0xFFFF);
        assertThat(unsubscribe.count()).isEqualTo(3);
        List<String> seen = new ArrayList<>();
        while (unsubscribe.next()) {
            seen.add(text(buffer, unsubscribe.filterOffset(), unsubscribe.filterLength()));
        }
        assertThat(seen).containsExactly("a/+", "#", "");
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                arguments(V5, bytes(0, 0, 0, field("a")), PROTOCOL_ERROR), // [MQTT-2.2.1-3]
                arguments(V5, bytes(0, 1, 0), PROTOCOL_ERROR), // [MQTT-3.10.3-2]
                arguments(V3_1_1, bytes(0, 1), PROTOCOL_ERROR), // 3.1.1 [MQTT-3.10.3-2]
                arguments(V5, bytes(0, 1, 0, field(0x80)), MALFORMED_PACKET), // [MQTT-3.10.3-1]
                arguments(V5, bytes(0, 1, 2, 0x0B, 1, field("a")), MALFORMED_PACKET), // §3.10.2.1
                arguments(V5, bytes(0, 1, 0, 0, 2, "a"), MALFORMED_PACKET),
                arguments(V5, bytes(0, 1, 0, field("a"), 0), MALFORMED_PACKET),
                arguments(V3_1_1, bytes(0), MALFORMED_PACKET));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void shouldReject(MqttVersion version, byte[] body, int reasonCode) {
        assertThat(violation(() -> wrap(version, body))).isEqualTo(reasonCode);
    }

    private UnsafeBuffer wrap(MqttVersion version, byte[] body) throws MqttViolation {
        UnsafeBuffer buffer = Wire.buffer(body);
        unsubscribe.wrap(buffer, AT, body.length, version);
        return buffer;
    }
}
