package io.robustmq.codec.mqtt;

import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.TOPIC_FILTER_INVALID;
import static io.robustmq.codec.mqtt.ReasonCode.TOPIC_NAME_INVALID;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "/", "//", "a/b", "/a/", " ", "$SYS/x", "a b/\u6E29", "$share/g/t"})
    void shouldAcceptTopicName(String name) {
        byte[] wire = bytes(name);

        assertThatNoException()
                .isThrownBy(() -> TopicName.check(Wire.buffer(wire), AT, wire.length));
    }

    @ParameterizedTest // [MQTT-4.7.3-1], [MQTT-3.3.2-2], [MQTT-4.7.0-1]
    @ValueSource(strings = {"", "+", "#", "a/+", "a/#", "a+b", "sport#", "abcdefgh+"})
    void shouldRejectTopicName(String name) {
        byte[] wire = bytes(name);

        int reason = violation(() -> TopicName.check(Wire.buffer(wire), AT, wire.length));

        assertThat(reason).isEqualTo(TOPIC_NAME_INVALID);
    }

    @Test // [MQTT-4.7.3-2], [MQTT-1.5.4-1]
    void shouldRejectTopicThatIsNoString() {
        byte[] nul = bytes("a", 0, "b");
        byte[] surrogate = bytes("a", 0xED, 0xA0, 0x80);

        assertThat(violation(() -> TopicName.check(Wire.buffer(nul), AT, nul.length)))
                .isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> TopicFilter.check(Wire.buffer(nul), AT, nul.length)))
                .isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> TopicFilter.check(Wire.buffer(surrogate), AT, 4)))
                .isEqualTo(MALFORMED_PACKET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "+",
                "/",
                "a",
                "a/#",
                "a/+",
                "+/a",
                "+/+",
                "/+",
                "+/",
                "//",
                "/#",
                "a/+/b/#",
                "+/+/#",
                "$SYS/#",
                "$share",
                "$shared/#",
                "$share/g/#",
                "$share/g/+/a",
                "$share/g//",
                "$share/\u00FC/a"
            })
    void shouldAcceptTopicFilter(String filter) {
        byte[] wire = bytes(filter);

        assertThat(TopicFilter.isValid(Wire.buffer(wire), AT, wire.length)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // [MQTT-4.7.3-1]
                "a#", // [MQTT-4.7.1-1]
                "#a",
                "#/a",
                "a/#/b",
                "a/b#",
                "##",
                "a+", // [MQTT-4.7.1-2]
                "+a",
                "a/+b",
                "a/b+/c",
                "++",
                "+#",
                "$share/", // [MQTT-4.8.2-1]
                "$share//a",
                "$share/g", // [MQTT-4.8.2-2]
                "$share/g/",
                "$share/g+/a",
                "$share/#/a",
                "$share/+/a",
                "$share/g/a#",
                "$share/g/+a"
            })
    void shouldRejectTopicFilter(String filter) {
        byte[] wire = bytes(filter);

        int reason = violation(() -> TopicFilter.check(Wire.buffer(wire), AT, wire.length));

        assertThat(reason).isEqualTo(TOPIC_FILTER_INVALID);
    }

    @ParameterizedTest // §4.8.2
    @CsvSource({
        "a/b, false, '', a/b",
        "$share, false, '', $share",
        "$share/g/a/b, true, g, a/b",
        "$share/group1/+, true, group1, +",
        "$share/g//, true, g, /"
    })
    void shouldSplitSharedFilter(String filter, boolean shared, String name, String rest)
            throws MqttViolation {
        UnsafeBuffer buffer = Wire.buffer(bytes(filter));
        TopicFilter view = new TopicFilter();

        view.wrap(buffer, AT, buffer.capacity() - AT);

        assertThat(view.isShared()).isEqualTo(shared);
        assertThat(Wire.text(buffer, view.shareNameOffset(), view.shareNameLength()))
                .isEqualTo(name);
        assertThat(Wire.text(buffer, view.filterOffset(), view.filterLength())).isEqualTo(rest);
    }
}
