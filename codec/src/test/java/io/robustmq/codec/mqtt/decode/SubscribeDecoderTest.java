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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SubscribeDecoderTest {
    private final SubscribeDecoder subscribe = new SubscribeDecoder(new PropertyLimits(1_000, 10));

    @Test // §3.8.3
    void shouldReadFiltersAndOptions() throws MqttViolation {
        UnsafeBuffer buffer =
                wrap(V5, bytes(0x12, 0x34, 0, field("a/+"), 0b0001_1101, field("#"), 0b0010_0010));

        assertThat(subscribe.packetId()).isEqualTo(0x1234);
        assertThat(subscribe.count()).isEqualTo(2);
        assertThat(subscribe.subscriptionIdentifier()).isZero();
        assertThat(subscribe.next()).isTrue();
        assertThat(filterOf(buffer)).isEqualTo("a/+");
        assertThat(subscribe.qos()).isEqualTo(1);
        assertThat(subscribe.noLocal()).isTrue();
        assertThat(subscribe.retainAsPublished()).isTrue();
        assertThat(subscribe.retainHandling()).isEqualTo(1);
        assertThat(subscribe.next()).isTrue();
        assertThat(filterOf(buffer)).isEqualTo("#");
        assertThat(subscribe.qos()).isEqualTo(2);
        assertThat(subscribe.noLocal()).isFalse();
        assertThat(subscribe.retainAsPublished()).isFalse();
        assertThat(subscribe.retainHandling()).isEqualTo(2);
        assertThat(subscribe.next()).isFalse();
    }

    @Test // §3.8.2.1.2
    void shouldReadSubscriptionIdentifier() throws MqttViolation {
        wrap(V5, bytes(0, 1, 5, 0x0B, 0xFF, 0xFF, 0xFF, 0x7F, field("a"), 0));

        assertThat(subscribe.subscriptionIdentifier()).isEqualTo(268_435_455);
    }

    @Test
    void shouldReadSubscribeOfVersion3() throws MqttViolation {
        UnsafeBuffer buffer = wrap(V3_1_1, bytes(0, 1, field("a"), 0, field("b"), 2));

        List<String> seen = new ArrayList<>();
        while (subscribe.next()) {
            seen.add(filterOf(buffer) + subscribe.qos());
        }
        assertThat(seen).containsExactly("a0", "b2");
    }

    @Test // 3.1 §3.8: the upper six bits are not used
    void shouldIgnoreUnusedBitsIn31() throws MqttViolation {
        wrap(V3_1, bytes(0, 1, field("a"), 0xFD));

        assertThat(subscribe.next()).isTrue();
        assertThat(subscribe.qos()).isEqualTo(1);
    }

    static Stream<Arguments> violations() {
        byte[] a = field("a");
        return Stream.of(
                arguments(V5, bytes(0, 0, 0, a, 0), PROTOCOL_ERROR), // [MQTT-2.2.1-3]
                arguments(V3_1_1, bytes(0, 0, a, 0), PROTOCOL_ERROR), // 3.1.1 [MQTT-2.3.1-1]
                arguments(V5, bytes(0, 1, 0), PROTOCOL_ERROR), // [MQTT-3.8.3-2]
                arguments(V3_1_1, bytes(0, 1), PROTOCOL_ERROR), // 3.1.1 [MQTT-3.8.3-3]
                arguments(V5, bytes(0, 1, 0, a, 0x40), MALFORMED_PACKET), // [MQTT-3.8.3-5]
                arguments(V5, bytes(0, 1, 0, a, 0x80), MALFORMED_PACKET),
                arguments(V5, bytes(0, 1, 0, a, 0x30), PROTOCOL_ERROR), // §3.8.3.1
                arguments(V5, bytes(0, 1, 0, a, 0x03), PROTOCOL_ERROR),
                arguments(V3_1_1, bytes(0, 1, a, 0x04), MALFORMED_PACKET), // 3.1.1 [MQTT-3-8.3-4]
                arguments(V3_1_1, bytes(0, 1, a, 0x03), MALFORMED_PACKET),
                arguments(V3_1, bytes(0, 1, a, 0x03), MALFORMED_PACKET), // 3.1 §3.8
                arguments(
                        V5,
                        bytes(0, 1, 0, field("$share/g/a"), 0x04),
                        PROTOCOL_ERROR), // [MQTT-3.8.3-4]
                arguments(V5, bytes(0, 1, 0, field(0xFF), 0), MALFORMED_PACKET), // [MQTT-3.8.3-1]
                arguments(
                        V5, bytes(0, 1, 0, a, 0, field(0), 0), MALFORMED_PACKET), // [MQTT-4.7.3-2]
                arguments(V5, bytes(0, 1, 2, 0x0B, 0, a, 0), PROTOCOL_ERROR), // §3.8.2.1.2
                arguments(V5, bytes(0, 1, 4, 0x0B, 1, 0x0B, 2, a, 0), PROTOCOL_ERROR),
                arguments(V5, bytes(0, 1, 0, a), MALFORMED_PACKET),
                arguments(V5, bytes(0, 1, 0, a, 0, 0), MALFORMED_PACKET),
                arguments(V5, bytes(0, 1), MALFORMED_PACKET),
                arguments(V5, bytes(0), MALFORMED_PACKET));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void shouldReject(MqttVersion version, byte[] body, int reasonCode) {
        assertThat(violation(() -> wrap(version, body))).isEqualTo(reasonCode);
    }

    @Test // §3.8.4: a filter with a misplaced wildcard is answered in SUBACK, not here
    void shouldLeaveWildcardsToTheCaller() throws MqttViolation {
        wrap(V5, bytes(0, 1, 0, field("a#"), 0));

        assertThat(subscribe.count()).isEqualTo(1);
    }

    private UnsafeBuffer wrap(MqttVersion version, byte[] body) throws MqttViolation {
        UnsafeBuffer buffer = Wire.buffer(body);
        subscribe.wrap(buffer, AT, body.length, version);
        return buffer;
    }

    private String filterOf(UnsafeBuffer buffer) {
        return text(buffer, subscribe.filterOffset(), subscribe.filterLength());
    }
}
