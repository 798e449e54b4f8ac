package io.robustmq.codec.mqtt.encode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.Wire;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PublishEncoderTest {
    private static final byte[] USER = bytes(0x26, field("n"), field("v"));

    private final PublishEncoder publish = new PublishEncoder();

    @Test // §3.3
    void shouldWriteMessageForEveryVersion() {
        message("a/b", "hello");

        assertThat(written(V3_1, 0, 0)).isEqualTo(packet(0x30, bytes(field("a/b"), "hello")));
        assertThat(written(V3_1_1, 0, 0)).isEqualTo(packet(0x30, bytes(field("a/b"), "hello")));
        assertThat(written(V5, 0, 0)).isEqualTo(packet(0x30, bytes(field("a/b"), 0, "hello")));
    }

    @Test
    void shouldCopyTopicAndPayloadOfAnyLength() {
        String letters = "abcdefghijklmnopqrstuvwxyz".repeat(4);
        for (int length = 1; length < 100; length++) {
            String topic = letters.substring(0, length);
            String payload = letters.substring(104 - length);
            message(topic, payload);

            assertThat(written(V3_1_1, 0, 0)).isEqualTo(packet(0x30, bytes(field(topic), payload)));
        }
    }

    @Test
    void shouldWriteFlagsAndPacketId() {
        message("t", "");

        assertThat(written(V3_1_1, PublishEncoder.flags(true, 1, false), 0xFEDC))
                .isEqualTo(bytes(0x3A, 5, 0, 1, "t", 0xFE, 0xDC));
        assertThat(written(V5, PublishEncoder.flags(false, 2, true), 1))
                .isEqualTo(bytes(0x35, 6, 0, 1, "t", 0, 1, 0));
    }

    @Test // [MQTT-3.3.4-3]: the identifiers of all subscriptions; [MQTT-3.3.2-6]: the time left
    void shouldWriteProperties() {
        message("t", "x");
        publish.properties(Wire.buffer(USER), AT, USER.length).messageExpiryS(0xFFFF_FFFEL);
        publish.topicAlias(258, false).subscriptionIdentifiers(new int[] {1, 300, 9}, 2);

        byte[] own = bytes(0x23, 1, 2, 0x02, 0xFF, 0xFF, 0xFF, 0xFE, 0x0B, 1, 0x0B, 0xAC, 0x02);
        byte[] all = bytes(own, USER);
        assertThat(written(V5, 0, 0))
                .isEqualTo(packet(0x30, bytes(field("t"), all.length, all, "x")));
        assertThat(written(V3_1_1, 0, 0)).isEqualTo(packet(0x30, bytes(field("t"), "x")));
    }

    @Test // [MQTT-3.3.2-7]
    void shouldLeaveOutTopicThatTheReceiverKnows() {
        message("long/topic", "x");
        publish.topicAlias(7, true);

        assertThat(written(V5, 0, 0)).isEqualTo(packet(0x30, bytes(0, 0, 3, 0x23, 0, 7, "x")));
        assertThat(written(V3_1_1, 0, 0)) // 3.x has no aliases
                .isEqualTo(packet(0x30, bytes(field("long/topic"), "x")));
    }

    @Test
    void shouldForgetTheReceiverBefore() {
        message("t", "x");
        publish.messageExpiryS(0).topicAlias(7, true).subscriptionIdentifiers(new int[] {1}, 1);

        publish.receiver();

        assertThat(written(V5, 0, 0))
                .isEqualTo(packet(0x30, bytes(field("t"), 5, 0x02, 0, 0, 0, 0, "x")));
    }

    @Test
    void shouldForgetTheMessageBefore() {
        message("t", "x");
        publish.properties(new UnsafeBuffer(USER), 0, USER.length).messageExpiryS(9);
        publish.topicAlias(7, true).subscriptionIdentifiers(new int[] {1}, 1);

        publish.topic(new UnsafeBuffer(bytes("u")), 0, 1);

        assertThat(written(V5, 0, 0)).isEqualTo(bytes(0x30, 4, 0, 1, "u", 0));
    }

    @Test
    void shouldWriteHeadForPayloadThatStaysWhereItIs() {
        message("t", "x".repeat(70_000));
        int length = publish.length(V5, 1);
        byte[] head = new byte[publish.headLength()];

        int end = publish.encodeHead(new UnsafeBuffer(head), 0, 0b0010, 3);

        assertThat(end).isEqualTo(head.length);
        assertThat(length).isEqualTo(head.length + 70_000);
        assertThat(head).isEqualTo(bytes(0x32, 0xF6, 0xA2, 0x04, field("t"), 0, 3, 0));
    }

    private void message(String topic, String payload) {
        UnsafeBuffer source = Wire.buffer(bytes(topic, payload));
        int topicLength = bytes(topic).length;
        publish.topic(source, AT, topicLength);
        publish.payload(source, AT + topicLength, bytes(payload).length);
    }

    /** Into the middle of a buffer: exactly the bytes announced, none beside them. */
    private byte[] written(MqttVersion version, int flags, int packetId) {
        int length = publish.length(version, flags >> 1 & 0b11);
        byte[] array = new byte[AT + length + 1];
        Arrays.fill(array, (byte) 0xEE);

        publish.encode(new UnsafeBuffer(array), AT, flags, packetId);

        assertThat(array).startsWith(0xEE, 0xEE, 0xEE).endsWith(0xEE);
        return Arrays.copyOfRange(array, AT, AT + length);
    }
}
