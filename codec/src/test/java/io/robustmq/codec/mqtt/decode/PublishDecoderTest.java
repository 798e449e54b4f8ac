package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.PACKET_TOO_LARGE;
import static io.robustmq.codec.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.codec.mqtt.ReasonCode.TOPIC_ALIAS_INVALID;
import static io.robustmq.codec.mqtt.ReasonCode.TOPIC_NAME_INVALID;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.text;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.Wire;
import java.util.Arrays;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PublishDecoderTest {
    private static final byte[] ALIAS_7 = bytes(0x23, 0, 7);
    private static final byte[] EXPIRY_60 = bytes(0x02, 0, 0, 0, 60);
    private static final byte[] USER_A_B = bytes(0x26, field("a"), field("b"));
    private static final byte[] FORMAT_1 = bytes(0x01, 1);

    private final PublishDecoder publish =
            new PublishDecoder(Sender.CLIENT, new PropertyLimits(1_000, 10));

    @ParameterizedTest
    @EnumSource(
            value = MqttVersion.class,
            names = {"V3_1", "V3_1_1"})
    void shouldReadPublishOfVersion3(MqttVersion version) throws MqttViolation {
        UnsafeBuffer buffer = wrap(version, 0x0, bytes(field("a/b"), "hello"));

        assertThat(publish.qos()).isZero();
        assertThat(publish.dup()).isFalse();
        assertThat(publish.retain()).isFalse();
        assertThat(publish.packetId()).isZero(); // [MQTT-2.2.1-2]
        assertThat(topicOf(buffer)).isEqualTo("a/b");
        assertThat(payloadOf(buffer)).isEqualTo("hello");
        assertThat(publish.propertiesLength()).isZero();
        assertThat(publish.topicAlias()).isZero();
        assertThat(publish.messageExpiryS()).isEqualTo(PublishDecoder.NO_EXPIRY);
    }

    @Test
    void shouldReadFlagsAndPacketId() throws MqttViolation {
        UnsafeBuffer buffer = wrap(V3_1_1, 0b1101, bytes(field("t"), 0xFF, 0xFE, "x"));

        assertThat(publish.dup()).isTrue();
        assertThat(publish.qos()).isEqualTo(2);
        assertThat(publish.retain()).isTrue();
        assertThat(publish.packetId()).isEqualTo(0xFFFE);
        assertThat(payloadOf(buffer)).isEqualTo("x");
    }

    @Test // §3.3.3: a payload of no bytes is valid
    void shouldReadEmptyPayload() throws MqttViolation {
        wrap(V5, 0b0010, bytes(field("t"), 0, 1, 0));

        assertThat(publish.payloadLength()).isZero();
        assertThat(publish.packetId()).isEqualTo(1);
        assertThat(publish.hasProperties()).isFalse();
    }

    @Test
    void shouldReadProperties() throws MqttViolation {
        UnsafeBuffer buffer =
                wrap(V5, 0, bytes(field("t"), 15, ALIAS_7, EXPIRY_60, USER_A_B, "payload"));

        assertThat(publish.topicAlias()).isEqualTo(7);
        assertThat(publish.messageExpiryS()).isEqualTo(60);
        assertThat(publish.propertiesLength()).isEqualTo(15);
        assertThat(buffer.getByte(publish.propertiesOffset())).isEqualTo((byte) 0x23);
        assertThat(publish.properties().userPropertyCount()).isEqualTo(1);
        assertThat(payloadOf(buffer)).isEqualTo("payload");
    }

    @Test // §3.3.2.3.3: unsigned
    void shouldReadExpiryAsUnsigned() throws MqttViolation {
        wrap(V5, 0, bytes(field("t"), 5, 0x02, 0xFF, 0xFF, 0xFF, 0xFF));

        assertThat(publish.messageExpiryS()).isEqualTo(0xFFFF_FFFFL);
    }

    @Test
    void shouldForgetPropertiesOfThePacketBefore() throws MqttViolation {
        wrap(V5, 0, bytes(field("t"), 8, ALIAS_7, EXPIRY_60));

        wrap(V5, 0, bytes(field("t"), 0));

        assertThat(publish.topicAlias()).isZero();
        assertThat(publish.messageExpiryS()).isEqualTo(PublishDecoder.NO_EXPIRY);
        assertThat(publish.propertiesLength()).isZero();
        assertThat(publish.forwardsInPlace()).isTrue();
    }

    @Test // [MQTT-3.3.2-7], §3.3.2.1
    void shouldAcceptEmptyTopicWithAlias() throws MqttViolation {
        wrap(V5, 0, bytes(0, 0, 3, ALIAS_7, "x"));

        assertThat(publish.topicLength()).isZero();
        assertThat(publish.topicAlias()).isEqualTo(7);
    }

    static Stream<Arguments> forwarded() {
        byte[] allOthers =
                bytes(
                        FORMAT_1, // [MQTT-3.3.2-4]
                        bytes(0x08, field("re/ply")), // [MQTT-3.3.2-15]
                        bytes(0x09, field(1, 2, 3)), // [MQTT-3.3.2-16]
                        USER_A_B, // [MQTT-3.3.2-17]
                        bytes(0x26, field("c"), field("d")), // [MQTT-3.3.2-18]
                        USER_A_B,
                        bytes(0x03, field("text/plain"))); // [MQTT-3.3.2-20]
        return Stream.of(
                arguments(allOthers, allOthers, true),
                arguments(ALIAS_7, bytes(), false),
                arguments(bytes(EXPIRY_60, ALIAS_7), bytes(), false),
                arguments(bytes(ALIAS_7, allOthers), allOthers, false),
                arguments(bytes(allOthers, EXPIRY_60), allOthers, false),
                arguments(
                        bytes(USER_A_B, ALIAS_7, FORMAT_1, EXPIRY_60, USER_A_B),
                        bytes(USER_A_B, FORMAT_1, USER_A_B),
                        false));
    }

    @ParameterizedTest
    @MethodSource("forwarded")
    void shouldCopyWhatSubscribersGetUnaltered(byte[] sent, byte[] copied, boolean inPlace)
            throws MqttViolation {
        wrap(V5, 0, bytes(field("t"), sent.length, sent, "x"));
        UnsafeBuffer target = new UnsafeBuffer(new byte[AT + sent.length]);

        int length = publish.copyForwarded(target, AT);

        assertThat(publish.forwardsInPlace()).isEqualTo(inPlace);
        assertThat(length).isEqualTo(copied.length);
        assertThat(Arrays.copyOfRange(target.byteArray(), AT, AT + length)).isEqualTo(copied);
    }

    static Stream<Arguments> malformed() {
        byte[] topic = field("t");
        return Stream.of(
                arguments(V3_1, 0b0110, bytes(topic, 0, 1), MALFORMED_PACKET), // 3.1 §2.1
                arguments(
                        V3_1_1,
                        0b0110,
                        bytes(topic, 0, 1),
                        MALFORMED_PACKET), // 3.1.1 [MQTT-3.3.1-4]
                arguments(V5, 0b1111, bytes(topic, 0, 1, 0), MALFORMED_PACKET), // [MQTT-3.3.1-4]
                arguments(V5, 0b1000, bytes(topic, 0), MALFORMED_PACKET), // [MQTT-3.3.1-2]
                arguments(V3_1_1, 0b1001, topic, MALFORMED_PACKET), // 3.1.1 [MQTT-3.3.1-2]
                arguments(V5, 0b0010, bytes(topic, 0, 0, 0), PROTOCOL_ERROR), // [MQTT-2.2.1-3]
                arguments(
                        V3_1_1, 0b0100, bytes(topic, 0, 0), PROTOCOL_ERROR), // 3.1.1 [MQTT-2.3.1-1]
                arguments(V3_1_1, 0, bytes(0, 0, "x"), MALFORMED_PACKET), // 3.1.1 [MQTT-4.7.3-1]
                arguments(V3_1, 0, bytes(0, 0), MALFORMED_PACKET),
                arguments(V5, 0, bytes(0, 0, 0, "x"), PROTOCOL_ERROR), // §3.3.2.1
                arguments(V5, 0, bytes(0, 0, 2, FORMAT_1, "x"), PROTOCOL_ERROR),
                arguments(
                        V5, 0, bytes(topic, 3, 0x23, 0, 0), TOPIC_ALIAS_INVALID), // [MQTT-3.3.2-8]
                arguments(V5, 0, bytes(topic, 2, 0x0B, 1), PROTOCOL_ERROR), // [MQTT-3.3.4-6]
                arguments(V5, 0, bytes(topic, 6, ALIAS_7, ALIAS_7), PROTOCOL_ERROR), // §3.3.2.3.4
                arguments(V5, 0, bytes(topic, 4, FORMAT_1, FORMAT_1), PROTOCOL_ERROR), // §3.3.2.3.2
                arguments(V5, 0, bytes(topic, 2, 0x01, 2), PROTOCOL_ERROR),
                arguments(
                        V5,
                        0,
                        bytes(topic, 6, 0x08, field("a/#")),
                        TOPIC_NAME_INVALID), // [MQTT-3.3.2-14]
                arguments(
                        V5,
                        0,
                        bytes(topic, 4, 0x08, field(0xFF)),
                        MALFORMED_PACKET), // [MQTT-3.3.2-13]
                arguments(
                        V5,
                        0,
                        bytes(topic, 4, 0x03, field(0)),
                        MALFORMED_PACKET), // [MQTT-3.3.2-19]
                arguments(V5, 0, bytes(topic, 5, 0x11, 0, 0, 0, 1), MALFORMED_PACKET), // §2.2.2.2
                arguments(V5, 0, bytes(topic, 0x80, 0), MALFORMED_PACKET), // [MQTT-1.5.5-1]
                arguments(V5, 0, bytes(topic, 4, ALIAS_7), MALFORMED_PACKET),
                arguments(V5, 0, bytes(topic, 2, ALIAS_7), MALFORMED_PACKET),
                arguments(V5, 0, topic, MALFORMED_PACKET), // [MQTT-2.2.2-1] the 0 must be there
                arguments(V5, 0, bytes(topic, 0xE9, 0x07), PACKET_TOO_LARGE)); // 1,001 of 1,000
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldReject(MqttVersion version, int flags, byte[] body, int reasonCode) {
        assertThat(violation(() -> wrap(version, flags, body))).isEqualTo(reasonCode);
    }

    @Test // 3.1 §2.1 does not tie DUP to the QoS
    void shouldAcceptDupWithQos0In31() throws MqttViolation {
        wrap(V3_1, 0b1000, field("t"));

        assertThat(publish.dup()).isTrue();
    }

    @Test // [MQTT-3.3.4-3], [MQTT-3.3.4-4]: several from a server
    void shouldReadSubscriptionIdentifiersFromServer() throws MqttViolation {
        byte[] body = bytes(field("t"), 5, 0x0B, 1, 0x0B, 0x80, 0x01);
        PublishDecoder fromServer = new PublishDecoder(Sender.SERVER, PropertyLimits.NONE);

        fromServer.wrap(Wire.buffer(body), 0, AT, body.length, V5);

        PropertiesDecoder properties = fromServer.properties();
        assertThat(properties.next()).isTrue();
        assertThat(properties.id()).isEqualTo(PropertyId.SUBSCRIPTION_IDENTIFIER);
        assertThat(properties.value()).isEqualTo(1);
        assertThat(properties.next()).isTrue();
        assertThat(properties.value()).isEqualTo(128);
        assertThat(properties.next()).isFalse();
    }

    static Stream<Arguments> heads() {
        byte[] longTopic = field("t".repeat(300));
        byte[] properties = bytes(USER_A_B, FORMAT_1);
        byte[] manyBytes = bytes(0x09, field(new byte[200]));
        return Stream.of(
                arguments(V3_1_1, 0b0000, field("t")),
                arguments(V3_1_1, 0b0010, bytes(longTopic, 0, 1)),
                arguments(V5, 0b0000, bytes(field("t"), 0)),
                arguments(V5, 0b0100, bytes(field("t"), 0, 1, properties.length, properties)),
                arguments(V5, 0b0000, bytes(field("t"), 0xCB, 0x01, manyBytes)));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void shouldSayWhereThePayloadStartsOnceItIsKnown(MqttVersion version, int flags, byte[] head)
            throws MqttViolation {
        int bodyLength = head.length + 100_000;

        for (int available = 0; available < head.length; available++) {
            UnsafeBuffer cut = Wire.buffer(Arrays.copyOf(head, available));
            assertThat(publish.wrapHead(cut, flags, AT, available, bodyLength, version))
                    .as("%d of %d bytes", available, head.length)
                    .isFalse();
        }
        UnsafeBuffer all = Wire.buffer(head);
        assertThat(publish.wrapHead(all, flags, AT, head.length, bodyLength, version)).isTrue();
        assertThat(publish.payloadOffset()).isEqualTo(AT + head.length);
        assertThat(publish.payloadLength()).isEqualTo(100_000);
    }

    @ParameterizedTest // refused as soon as the bytes at hand show it
    @MethodSource("liars")
    void shouldRejectHeadThatCannotFit(
            MqttVersion version, int flags, byte[] arrived, int bodyLength, int reasonCode) {
        UnsafeBuffer buffer = Wire.buffer(arrived);

        int reason =
                violation(() ->
                        publish.wrapHead(buffer, flags, AT, arrived.length, bodyLength, version));

        assertThat(reason).isEqualTo(reasonCode);
    }

    static Stream<Arguments> liars() {
        return Stream.of(
                arguments(V5, 0, bytes(), 1, MALFORMED_PACKET),
                arguments(V3_1_1, 0, bytes(0, 9), 10, MALFORMED_PACKET),
                arguments(V3_1_1, 0b0010, bytes(0, 7), 10, MALFORMED_PACKET),
                arguments(V5, 0b0010, bytes(0, 6), 10, MALFORMED_PACKET),
                arguments(V5, 0, bytes(0, 1, "t", 0x80), 4, MALFORMED_PACKET),
                arguments(V5, 0, bytes(0, 1, "t", 10), 13, MALFORMED_PACKET),
                arguments(
                        V5,
                        0,
                        bytes(0, 1, "t", 0xFF, 0xFF, 0xFF, 0x7F),
                        268_435_455,
                        PACKET_TOO_LARGE));
    }

    private UnsafeBuffer wrap(MqttVersion version, int flags, byte[] body) throws MqttViolation {
        UnsafeBuffer buffer = Wire.buffer(body);
        publish.wrap(buffer, flags, AT, body.length, version);
        return buffer;
    }

    private String topicOf(UnsafeBuffer buffer) {
        return text(buffer, publish.topicOffset(), publish.topicLength());
    }

    private String payloadOf(UnsafeBuffer buffer) {
        return text(buffer, publish.payloadOffset(), publish.payloadLength());
    }
}
