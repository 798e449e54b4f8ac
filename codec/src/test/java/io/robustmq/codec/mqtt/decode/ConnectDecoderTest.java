package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.codec.mqtt.ReasonCode.TOPIC_NAME_INVALID;
import static io.robustmq.codec.mqtt.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
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
import java.util.Arrays;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectDecoderTest {
    private static final byte[] NAME_5 = bytes(0, 4, "MQTT", 5);
    private static final byte[] NAME_4 = bytes(0, 4, "MQTT", 4);
    private static final byte[] NAME_3 = bytes(0, 6, "MQIsdp", 3);

    private final ConnectDecoder connect = new ConnectDecoder(new PropertyLimits(1_000, 10));

    @Test // §3.1
    void shouldReadLeastConnect() throws MqttViolation {
        UnsafeBuffer buffer = wrap(bytes(NAME_5, 0x02, 0, 60, 0, field("me")));

        assertThat(connect.version()).isEqualTo(V5);
        assertThat(connect.cleanStart()).isTrue();
        assertThat(connect.keepAliveS()).isEqualTo(60);
        assertThat(text(buffer, connect.clientIdOffset(), connect.clientIdLength()))
                .isEqualTo("me");
        assertThat(connect.hasWill()).isFalse();
        assertThat(connect.willQos()).isZero();
        assertThat(connect.willRetain()).isFalse();
        assertThat(connect.hasUserName()).isFalse();
        assertThat(connect.hasPassword()).isFalse();
    }

    @Test // §3.1.2.11: what holds when a property is absent
    void shouldHaveDefaultsOfTheSpecification() throws MqttViolation {
        wrap(bytes(NAME_5, 0x02, 0, 0, 0, field("me")));

        assertThat(connect.sessionExpiryS()).isZero();
        assertThat(connect.receiveMaximum()).isEqualTo(65_535);
        assertThat(connect.maximumPacketSize()).isEqualTo(0xFFFF_FFFFL);
        assertThat(connect.topicAliasMaximum()).isZero();
        assertThat(connect.requestResponseInformation()).isFalse();
        assertThat(connect.requestProblemInformation()).isTrue();
    }

    @Test // [MQTT-3.1.3-1]: the order of the payload's fields
    void shouldReadEveryField() throws MqttViolation {
        byte[] properties =
                bytes(
                        bytes(0x11, 0, 0, 0, 10),
                        bytes(0x21, 0, 20),
                        bytes(0x27, 0, 0, 0, 200),
                        bytes(0x22, 0, 5),
                        bytes(0x19, 1),
                        bytes(0x17, 0));
        byte[] willProperties = bytes(0x18, 0, 0, 0, 7, 0x02, 0, 0, 0, 8, 0x01, 1);
        byte[] body =
                bytes(
                        bytes(NAME_5, 0xF6, 0xFF, 0xFF, properties.length, properties),
                        bytes(field("me"), willProperties.length, willProperties),
                        bytes(field("will/t"), field(0, 1), field("user"), field(0xFF, 0)));

        UnsafeBuffer buffer = wrap(body);

        assertThat(connect.keepAliveS()).isEqualTo(65_535);
        assertThat(connect.sessionExpiryS()).isEqualTo(10);
        assertThat(connect.receiveMaximum()).isEqualTo(20);
        assertThat(connect.maximumPacketSize()).isEqualTo(200);
        assertThat(connect.topicAliasMaximum()).isEqualTo(5);
        assertThat(connect.requestResponseInformation()).isTrue();
        assertThat(connect.requestProblemInformation()).isFalse();
        assertThat(connect.hasWill()).isTrue();
        assertThat(connect.willQos()).isEqualTo(2);
        assertThat(connect.willRetain()).isTrue();
        assertThat(connect.willDelayS()).isEqualTo(7);
        assertThat(connect.willExpiryS()).isEqualTo(8);
        assertThat(text(buffer, connect.willTopicOffset(), connect.willTopicLength()))
                .isEqualTo("will/t");
        assertThat(copy(buffer, connect.willPayloadOffset(), connect.willPayloadLength()))
                .isEqualTo(bytes(0, 1));
        assertThat(text(buffer, connect.userNameOffset(), connect.userNameLength()))
                .isEqualTo("user");
        assertThat(copy(buffer, connect.passwordOffset(), connect.passwordLength()))
                .isEqualTo(bytes(0xFF, 0));
    }

    @Test // §3.1.3.2: delay and expiry are for the server
    void shouldCopyWillPropertiesForSubscribers() throws MqttViolation {
        byte[] user = bytes(0x26, field("a"), field("b"));
        byte[] willProperties = bytes(user, 0x18, 0, 0, 0, 7, 0x01, 1, 0x02, 0, 0, 0, 8);
        byte[] will = bytes(willProperties.length, willProperties, field("t"), field());
        wrap(bytes(NAME_5, 0x06, 0, 0, 0, field("me"), will));
        UnsafeBuffer target = new UnsafeBuffer(new byte[100]);

        int length = connect.copyWillForwarded(target, 0);

        assertThat(Arrays.copyOf(target.byteArray(), length)).isEqualTo(bytes(user, 0x01, 1));
    }

    @Test
    void shouldReadConnectOf311And31() throws MqttViolation {
        byte[] rest = bytes(0xC6, 0, 9, field("me"), field("t"), field("w"), field("u"), field());

        for (byte[] name : new byte[][] {NAME_4, NAME_3}) {
            UnsafeBuffer buffer = wrap(bytes(name, rest));

            assertThat(connect.version()).isEqualTo(name == NAME_4 ? V3_1_1 : V3_1);
            assertThat(connect.keepAliveS()).isEqualTo(9);
            assertThat(connect.sessionExpiryS()).isZero();
            assertThat(text(buffer, connect.willPayloadOffset(), 1)).isEqualTo("w");
            assertThat(text(buffer, connect.userNameOffset(), 1)).isEqualTo("u");
            assertThat(connect.hasPassword()).isTrue();
            assertThat(connect.passwordLength()).isZero();
        }
    }

    @Test
    void shouldForgetTheConnectBefore() throws MqttViolation {
        byte[] will = bytes(5, 0x18, 0, 0, 0, 7, field("t"), field("w"));
        wrap(bytes(NAME_5, 0xC6, 0, 0, 3, 0x21, 0, 1, field("me"), will, field("u"), field("p")));

        wrap(bytes(NAME_4, 0x02, 0, 0, field("me")));

        assertThat(connect.receiveMaximum()).isEqualTo(65_535);
        assertThat(connect.hasWill()).isFalse();
        assertThat(connect.willDelayS()).isZero();
        assertThat(connect.willTopicLength()).isZero();
        assertThat(connect.userNameLength()).isZero();
        assertThat(connect.passwordLength()).isZero();
    }

    @Test // [MQTT-3.1.3-5] at least 23 bytes; here up to what the format can say, in 3.1 too
    void shouldAcceptLongClientId() throws MqttViolation {
        for (byte[] name : new byte[][] {bytes(NAME_3, 2, 0, 0), bytes(NAME_5, 2, 0, 0, 0)}) {
            wrap(bytes(name, field("x".repeat(65_535))));

            assertThat(connect.clientIdLength()).isEqualTo(65_535);
        }
    }

    @Test // [MQTT-3.1.3-6]; 3.1.1 [MQTT-3.1.3-6]
    void shouldAcceptEmptyClientId() throws MqttViolation {
        wrap(bytes(NAME_5, 0x00, 0, 0, 0, 0, 0));
        assertThat(connect.clientIdLength()).isZero();

        wrap(bytes(NAME_4, 0x02, 0, 0, 0, 0));
        assertThat(connect.clientIdLength()).isZero();
    }

    @Test // §3.1.3.6: 5.0 may send a password alone
    void shouldAcceptPasswordWithoutUserNameIn5() throws MqttViolation {
        UnsafeBuffer buffer = wrap(bytes(NAME_5, 0x42, 0, 0, 0, field("me"), field("secret")));

        assertThat(connect.hasUserName()).isFalse();
        assertThat(text(buffer, connect.passwordOffset(), connect.passwordLength()))
                .isEqualTo("secret");
    }

    @Test // 3.1 §3.1: the remaining length takes precedence over the flags
    void shouldAcceptMissingCredentialsIn31() throws MqttViolation {
        wrap(bytes(NAME_3, 0xC2, 0, 0, field("me")));
        assertThat(connect.hasUserName()).isFalse();
        assertThat(connect.hasPassword()).isFalse();

        wrap(bytes(NAME_3, 0xC2, 0, 0, field("me"), field("user")));
        assertThat(connect.hasUserName()).isTrue();
        assertThat(connect.hasPassword()).isFalse();
    }

    @Test // 3.1 §3.1: bit 0 is unused, will QoS and retain count only with a will
    void shouldIgnoreUnusedFlagsIn31() throws MqttViolation {
        wrap(bytes(NAME_3, 0x3B, 0, 0, field("me")));

        assertThat(connect.willQos()).isZero();
        assertThat(connect.willRetain()).isFalse();
        assertThat(connect.cleanStart()).isTrue();
    }

    static Stream<Arguments> unsupported() {
        byte[] rest = bytes(2, 0, 0, field("me"));
        return Stream.of(
                arguments(bytes(field("MQTT"), 6, rest), V5), // [MQTT-3.1.2-2]
                arguments(bytes(field("MQTT"), 0x85, rest), V5),
                arguments(bytes(field("MQTT"), 3, rest), V3_1_1), // 3.1.1 [MQTT-3.1.2-2]
                arguments(bytes(field("MQTT"), 0, rest), V3_1_1),
                arguments(bytes(field("MQIsdp"), 4, rest), V3_1_1),
                arguments(bytes(field("MQIsdp"), 5, rest), V5),
                arguments(bytes(field("mqtt"), 5, rest), V5), // [MQTT-3.1.2-1]
                arguments(bytes(field("MQTTS"), 5, rest), V5),
                arguments(bytes(field("MQIsdq"), 3, rest), V5),
                arguments(bytes(field(""), 5, rest), V5),
                arguments(bytes(field("AMQP"), 5, rest), V5));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void shouldRejectOtherProtocolsAndSayHowToAnswer(byte[] body, MqttVersion answer) {
        int reason = violation(() -> wrap(body));

        assertThat(reason).isEqualTo(UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(connect.version()).isEqualTo(answer);
    }

    static Stream<Arguments> violations() {
        byte[] me = field("me");
        byte[] wildcardWill = bytes(field("t/#"), field());
        return Stream.of(
                arguments(bytes(NAME_5, 0x03, 0, 0, 0, me), MALFORMED_PACKET), // [MQTT-3.1.2-3]
                arguments(bytes(NAME_4, 0x03, 0, 0, me), MALFORMED_PACKET), // 3.1.1 [MQTT-3.1.2-3]
                arguments(bytes(NAME_5, 0x0A, 0, 0, 0, me), MALFORMED_PACKET), // [MQTT-3.1.2-11]
                arguments(bytes(NAME_4, 0x0A, 0, 0, me), MALFORMED_PACKET), // 3.1.1 [MQTT-3.1.2-13]
                arguments(bytes(NAME_5, 0x22, 0, 0, 0, me), MALFORMED_PACKET), // [MQTT-3.1.2-13]
                arguments(bytes(NAME_4, 0x22, 0, 0, me), MALFORMED_PACKET), // 3.1.1 [MQTT-3.1.2-15]
                arguments(
                        bytes(NAME_5, 0x1E, 0, 0, 0, me, 0, field("t"), field()),
                        MALFORMED_PACKET), // [MQTT-3.1.2-12]
                arguments(
                        bytes(NAME_4, 0x1E, 0, 0, me, field("t"), field()),
                        MALFORMED_PACKET), // 3.1.1 [MQTT-3.1.2-14]
                arguments(
                        bytes(NAME_3, 0x1E, 0, 0, me, field("t"), field()),
                        MALFORMED_PACKET), // 3.1 §3.1
                arguments(
                        bytes(NAME_4, 0x42, 0, 0, me, field("p")),
                        MALFORMED_PACKET), // 3.1.1 [MQTT-3.1.2-22]
                arguments(bytes(NAME_3, 0x42, 0, 0, me, field("p")), MALFORMED_PACKET),
                arguments(
                        bytes(NAME_4, 0x00, 0, 0, 0, 0),
                        CLIENT_IDENTIFIER_NOT_VALID), // 3.1.1 [MQTT-3.1.3-8]
                arguments(bytes(NAME_3, 0x02, 0, 0, 0, 0), CLIENT_IDENTIFIER_NOT_VALID), // 3.1 §3.1
                arguments(bytes(NAME_5, 0x02, 0, 0, 0), MALFORMED_PACKET), // [MQTT-3.1.3-3]
                arguments(
                        bytes(NAME_5, 0x02, 0, 0, 0, field(0xC0, 0x80)),
                        MALFORMED_PACKET), // [MQTT-3.1.3-4]
                arguments(
                        bytes(NAME_5, 0x06, 0, 0, 0, me, 0, field(0xFF), field()),
                        MALFORMED_PACKET), // [MQTT-3.1.3-11]
                arguments(
                        bytes(NAME_5, 0x06, 0, 0, 0, me, 0, wildcardWill),
                        TOPIC_NAME_INVALID), // [MQTT-4.7.0-1]
                arguments(
                        bytes(NAME_4, 0x06, 0, 0, me, field(), field()),
                        TOPIC_NAME_INVALID), // 3.1.1 [MQTT-4.7.3-1]
                arguments(bytes(NAME_5, 0x06, 0, 0, 0, me), MALFORMED_PACKET), // [MQTT-3.1.2-9]
                arguments(bytes(NAME_5, 0x82, 0, 0, 0, me), MALFORMED_PACKET), // [MQTT-3.1.2-17]
                arguments(
                        bytes(NAME_5, 0x82, 0, 0, 0, me, field(0)),
                        MALFORMED_PACKET), // [MQTT-3.1.3-12]
                arguments(
                        bytes(NAME_5, 0xC2, 0, 0, 0, me, field("u")),
                        MALFORMED_PACKET), // [MQTT-3.1.2-19]
                arguments(
                        bytes(NAME_5, 0x02, 0, 0, 0, me, field("u")),
                        MALFORMED_PACKET), // [MQTT-3.1.2-16]
                arguments(
                        bytes(NAME_5, 0x82, 0, 0, 0, me, field("u"), field("p")),
                        MALFORMED_PACKET), // [MQTT-3.1.2-18]
                arguments(
                        bytes(NAME_5, 0x02, 0, 0, 3, 0x16, field(), me),
                        PROTOCOL_ERROR), // §3.1.2.11.10
                arguments(
                        bytes(NAME_5, 0x02, 0, 0, 3, 0x21, 0, 0, me),
                        PROTOCOL_ERROR), // §3.1.2.11.3
                arguments(bytes(NAME_5, 0x02, 0, 0, 6, 0x21, 0, 1, 0x21, 0, 1, me), PROTOCOL_ERROR),
                arguments(
                        bytes(NAME_5, 0x02, 0, 0, 3, 0x23, 0, 1, me), MALFORMED_PACKET), // §2.2.2.2
                arguments(bytes(NAME_5, 0x02, 0, 0), MALFORMED_PACKET), // [MQTT-2.2.2-1]
                arguments(bytes(0, 200, "MQTT"), MALFORMED_PACKET),
                arguments(bytes(field("MQTT")), MALFORMED_PACKET),
                arguments(bytes(), MALFORMED_PACKET));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void shouldReject(byte[] body, int reasonCode) {
        assertThat(violation(() -> wrap(body))).isEqualTo(reasonCode);
    }

    private UnsafeBuffer wrap(byte[] body) throws MqttViolation {
        UnsafeBuffer buffer = Wire.buffer(body);
        connect.wrap(buffer, AT, body.length);
        return buffer;
    }

    private static byte[] copy(UnsafeBuffer buffer, int offset, int length) {
        return Arrays.copyOfRange(buffer.byteArray(), offset, offset + length);
    }
}
