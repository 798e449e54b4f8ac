package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.PACKET_TOO_LARGE;
import static io.robustmq.codec.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.codec.mqtt.ReasonCode.QUOTA_EXCEEDED;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.text;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PropertiesDecoderTest {
    /** §2.2.2.2, table 2-4: every property once, with a value it may have. */
    private static final Map<Integer, byte[]> VALUES =
            Map.ofEntries(
                    Map.entry(0x01, bytes(1)),
                    Map.entry(0x02, bytes(0, 0, 0, 9)),
                    Map.entry(0x03, field("type")),
                    Map.entry(0x08, field("topic")),
                    Map.entry(0x09, field(0, 0xFF)),
                    Map.entry(0x0B, bytes(0x80, 0x01)),
                    Map.entry(0x11, bytes(0xFF, 0xFF, 0xFF, 0xFF)),
                    Map.entry(0x12, field("id")),
                    Map.entry(0x13, bytes(0, 30)),
                    Map.entry(0x15, field("method")),
                    Map.entry(0x16, field()),
                    Map.entry(0x17, bytes(0)),
                    Map.entry(0x18, bytes(0, 0, 0, 0)),
                    Map.entry(0x19, bytes(1)),
                    Map.entry(0x1A, field("info")),
                    Map.entry(0x1C, field("host:1883")),
                    Map.entry(0x1F, field("because")),
                    Map.entry(0x21, bytes(0xFF, 0xFF)),
                    Map.entry(0x22, bytes(0, 0)),
                    Map.entry(0x23, bytes(0, 1)),
                    Map.entry(0x24, bytes(1)),
                    Map.entry(0x25, bytes(0)),
                    Map.entry(0x26, bytes(field("name"), field(""))),
                    Map.entry(0x27, bytes(0, 0, 0, 1)),
                    Map.entry(0x28, bytes(1)),
                    Map.entry(0x29, bytes(1)),
                    Map.entry(0x2A, bytes(1)));

    private final PropertiesDecoder properties =
            new PropertiesDecoder(new PropertyLimits(1_000, 3));

    @ParameterizedTest // §2.2.2.2
    @EnumSource
    void shouldAcceptExactlyThePropertiesOfThePacket(PropertyScope scope) throws MqttViolation {
        List<Integer> allowed = new ArrayList<>();

        for (int id = 0; id <= 0xFF; id++) {
            byte[] wire = single(id, valueOf(id));
            if (accepts(wire, scope)) {
                allowed.add(id);
            }
        }

        assertThat(allowed).containsExactlyElementsOf(allowedIn(scope));
    }

    private boolean accepts(byte[] wire, PropertyScope scope) {
        try {
            wrap(wire, scope);
            return true;
        } catch (MqttViolation e) {
            assertThat(e.reasonCode()).isEqualTo(MALFORMED_PACKET);
            return false;
        }
    }

    private static List<Integer> allowedIn(PropertyScope scope) {
        return switch (scope) {
            case CONNECT -> List.of(0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27);
            case WILL -> List.of(0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26);
            case CONNACK ->
                    List.of(
                            0x11, 0x12, 0x13, 0x15, 0x16, 0x1A, 0x1C, 0x1F, 0x21, 0x22, 0x24, 0x25,
                            0x26, 0x27, 0x28, 0x29, 0x2A);
            case PUBLISH -> List.of(0x01, 0x02, 0x03, 0x08, 0x09, 0x0B, 0x23, 0x26);
            case ACKNOWLEDGEMENT -> List.of(0x1F, 0x26);
            case SUBSCRIBE -> List.of(0x0B, 0x26);
            case UNSUBSCRIBE -> List.of(0x26);
            case DISCONNECT -> List.of(0x11, 0x1C, 0x1F, 0x26);
            case AUTH -> List.of(0x15, 0x16, 0x1F, 0x26);
        };
    }

    @ParameterizedTest // §3.1.2.11 and so on say so of each
    @EnumSource
    void shouldAcceptOnlySomeTwice(PropertyScope scope) throws MqttViolation {
        for (int id : allowedIn(scope)) {
            byte[] once = bytes(id, valueOf(id));
            byte[] twice = bytes(2 * once.length, once, once);

            boolean repeats = id == 0x26 || id == 0x0B && scope == PropertyScope.PUBLISH;
            if (repeats) {
                wrap(twice, scope);
            } else {
                assertThat(violation(() -> wrap(twice, scope))).isEqualTo(PROTOCOL_ERROR);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRejectEveryPropertyThatIsCutOff(PropertyScope scope) {
        for (int id : allowedIn(scope)) {
            byte[] value = valueOf(id);
            for (int kept = 0; kept < value.length; kept++) {
                byte[] wire = single(id, Arrays.copyOf(value, kept));
                assertThat(violation(() -> wrap(wire, scope)))
                        .as("property %02X, %d bytes of its value", id, kept)
                        .isEqualTo(MALFORMED_PACKET);
            }
        }
    }

    static Stream<Arguments> badValues() {
        return Stream.of(
                arguments(PropertyScope.CONNECT, single(0x21, bytes(0, 0))), // §3.1.2.11.3
                arguments(PropertyScope.CONNECT, single(0x27, bytes(0, 0, 0, 0))), // §3.1.2.11.4
                arguments(PropertyScope.CONNECT, single(0x19, bytes(2))), // §3.1.2.11.6
                arguments(PropertyScope.CONNECT, single(0x17, bytes(0xFF))), // §3.1.2.11.7
                arguments(PropertyScope.WILL, single(0x01, bytes(2))), // §3.1.3.2.3
                arguments(PropertyScope.CONNACK, single(0x24, bytes(2))), // §3.2.2.3.4
                arguments(PropertyScope.CONNACK, single(0x25, bytes(2))),
                arguments(PropertyScope.CONNACK, single(0x28, bytes(2))),
                arguments(PropertyScope.CONNACK, single(0x29, bytes(2))),
                arguments(PropertyScope.CONNACK, single(0x2A, bytes(2))),
                arguments(PropertyScope.CONNACK, single(0x21, bytes(0, 0))),
                arguments(PropertyScope.CONNACK, single(0x27, bytes(0, 0, 0, 0))),
                arguments(PropertyScope.SUBSCRIBE, single(0x0B, bytes(0)))); // §3.8.2.1.2
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void shouldRejectValueOutOfRange(PropertyScope scope, byte[] wire) {
        assertThat(violation(() -> wrap(wire, scope))).isEqualTo(PROTOCOL_ERROR);
    }

    @Test // [MQTT-1.5.4-1], [MQTT-1.5.4-2], [MQTT-1.5.7-1]
    void shouldRejectBadStrings() {
        List<byte[]> wires =
                List.of(
                        single(0x26, bytes(field(0xC0, 0x80), field("v"))),
                        single(0x26, bytes(field("n"), field("a", 0))),
                        single(0x1F, field(0xED, 0xA0, 0x80)));

        for (byte[] wire : wires) {
            assertThat(violation(() -> wrap(wire, PropertyScope.AUTH))).isEqualTo(MALFORMED_PACKET);
        }
    }

    @Test
    void shouldRejectTooManyUserProperties() throws MqttViolation {
        byte[] property = bytes(0x26, field("a"), field("b"));

        wrap(bytes(21, property, property, property), PropertyScope.CONNECT);

        byte[] four = bytes(28, property, property, property, property);
        assertThat(violation(() -> wrap(four, PropertyScope.CONNECT))).isEqualTo(QUOTA_EXCEEDED);
    }

    @Test // the length alone is enough, none of the 1,001 bytes is there
    void shouldRejectTooLongPropertiesBeforeReadingThem() {
        byte[] wire = bytes(0xE9, 0x07);

        assertThat(violation(() -> wrap(wire, PropertyScope.CONNECT))).isEqualTo(PACKET_TOO_LARGE);
    }

    @Test
    void shouldFindValuesByIdentifier() throws MqttViolation {
        byte[] expiry = bytes(0x11, 0xFF, 0xFF, 0xFF, 0xFE);
        byte[] receiveMaximum = bytes(0x21, 0xFF, 0xFF);
        byte[] wire = bytes(18, expiry, receiveMaximum, 0x15, field("scram"), 0x17, 0);

        UnsafeBuffer buffer = wrap(wire, PropertyScope.CONNECT);

        assertThat(properties.value(PropertyId.SESSION_EXPIRY_INTERVAL, 0)).isEqualTo(0xFFFF_FFFEL);
        assertThat(properties.value(PropertyId.RECEIVE_MAXIMUM, 0)).isEqualTo(0xFFFF);
        assertThat(properties.value(PropertyId.REQUEST_PROBLEM_INFORMATION, 1)).isZero();
        assertThat(properties.value(PropertyId.TOPIC_ALIAS_MAXIMUM, -1)).isEqualTo(-1);
        assertThat(properties.has(PropertyId.TOPIC_ALIAS_MAXIMUM)).isFalse();
        int method = PropertyId.AUTHENTICATION_METHOD;
        assertThat(text(buffer, properties.valueOffset(method), properties.valueLength(method)))
                .isEqualTo("scram");
        assertThat(properties.valueLength(PropertyId.AUTHENTICATION_DATA)).isZero();
    }

    @Test // [MQTT-3.1.3-10], [MQTT-3.3.2-18]: order is kept
    void shouldGoThroughPropertiesInOrder() throws MqttViolation {
        byte[] wire =
                bytes(
                        22,
                        bytes(0x26, field("b"), field("2")),
                        bytes(0x26, field("a"), field("")),
                        bytes(0x01, 1),
                        bytes(0x26, field("b"), field("1")));

        UnsafeBuffer buffer = wrap(wire, PropertyScope.PUBLISH);

        List<String> seen = new ArrayList<>();
        while (properties.next()) {
            seen.add(properties.id() == PropertyId.USER_PROPERTY ? pair(buffer) : "format");
        }
        assertThat(seen).containsExactly("b=2", "a=", "format", "b=1");
        assertThat(properties.userPropertyCount()).isEqualTo(3);
        properties.rewind();
        assertThat(properties.next()).isTrue();
        assertThat(pair(buffer)).isEqualTo("b=2");
    }

    private String pair(UnsafeBuffer buffer) {
        return text(buffer, properties.valueOffset(), properties.valueLength())
                + "="
                + text(buffer, properties.pairValueOffset(), properties.pairValueLength());
    }

    private static byte[] valueOf(int id) {
        return VALUES.getOrDefault(id, bytes(0, 0, 0, 0));
    }

    private static byte[] single(int id, byte[] value) {
        return bytes(1 + value.length, id, value);
    }

    private UnsafeBuffer wrap(byte[] wire, PropertyScope scope) throws MqttViolation {
        UnsafeBuffer buffer = Wire.buffer(wire);
        int end = properties.wrap(buffer, AT, buffer.capacity(), scope);
        assertThat(end).isEqualTo(buffer.capacity());
        return buffer;
    }
}
