package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.ReasonCode.BAD_USER_NAME_OR_PASSWORD;
import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.Wire;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** CONNACK, SUBACK and UNSUBACK, as a client reads them. */
class ServerAnswersDecoderTest {
    @Test // §3.2
    void shouldReadConnack() throws MqttViolation {
        ConnackDecoder connack = connack(V5, bytes(1, 0, 3, 0x22, 0, 10));

        assertThat(connack.sessionPresent()).isTrue();
        assertThat(connack.reasonCode()).isZero();
        assertThat(connack.properties().value(PropertyId.TOPIC_ALIAS_MAXIMUM, 0)).isEqualTo(10);
        assertThat(connack(V5, bytes(0, 0x97, 0)).reasonCode()).isEqualTo(0x97);
    }

    @Test
    void shouldReadConnackOfVersion3() throws MqttViolation {
        assertThat(connack(V3_1_1, bytes(1, 0)).sessionPresent()).isTrue();
        assertThat(connack(V3_1_1, bytes(0, 4)).reasonCode()).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(V3_1, bytes(0xFF, 0)).sessionPresent()).isFalse(); // 3.1 §3.2: reserved
    }

    @Test
    void shouldRejectConnack() {
        assertThat(violation(() -> connack(V5, bytes(2, 0, 0))))
                .isEqualTo(MALFORMED_PACKET); // [MQTT-3.2.2-1]
        assertThat(violation(() -> connack(V5, bytes(1, 0x87, 0))))
                .isEqualTo(PROTOCOL_ERROR); // [MQTT-3.2.2-6]
        assertThat(violation(() -> connack(V3_1_1, bytes(1, 5))))
                .isEqualTo(PROTOCOL_ERROR); // 3.1.1 [MQTT-3.2.2-4]
        assertThat(violation(() -> connack(V5, bytes(0, 0x01, 0))))
                .isEqualTo(MALFORMED_PACKET); // [MQTT-3.2.2-8]
        assertThat(violation(() -> connack(V3_1_1, bytes(0, 6)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> connack(V3_1_1, bytes(0, 0, 0)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> connack(V5, bytes(0, 0)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> connack(V5, bytes(0)))).isEqualTo(MALFORMED_PACKET);
    }

    @Test // [MQTT-3.8.4-6], [MQTT-3.9.3-1]: as many as filters, in their order
    void shouldReadSuback() throws MqttViolation {
        SubackDecoder suback = suback(V5, bytes(0x12, 0x34, 0, 0, 1, 2, 0x8F));

        assertThat(suback.packetId()).isEqualTo(0x1234);
        assertThat(suback.count()).isEqualTo(4);
        assertThat(suback.reasonCode(2)).isEqualTo(2);
        assertThat(suback.reasonCode(3)).isEqualTo(0x8F);
        assertThat(suback(V3_1_1, bytes(0, 1, 0x80)).reasonCode(0)).isEqualTo(0x80);
        assertThat(suback(V3_1, bytes(0, 1, 2)).reasonCode(0)).isEqualTo(2);
    }

    @Test // [MQTT-3.9.3-2]; 3.1.1 [MQTT-3.9.3-2]; 3.1 §3.9
    void shouldAcceptOnlySubackReasonCodesOfTheVersion() throws MqttViolation {
        Set<Integer> allowed5 =
                Set.of(0, 1, 2, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
        for (int code = 0; code <= 0xFF; code++) {
            expectSuback(V5, bytes(0, 1, 0, code), allowed5.contains(code));
            expectSuback(V3_1_1, bytes(0, 1, code), code <= 2 || code == 0x80);
            expectSuback(V3_1, bytes(0, 1, code), code <= 2);
        }
    }

    private static void expectSuback(MqttVersion version, byte[] body, boolean allowed)
            throws MqttViolation {
        if (allowed) {
            assertThat(suback(version, body).reasonCode(0)).isEqualTo(body[body.length - 1] & 0xFF);
        } else {
            assertThat(violation(() -> suback(version, body))).isEqualTo(MALFORMED_PACKET);
        }
    }

    @Test
    void shouldRejectSuback() {
        assertThat(violation(() -> suback(V5, bytes(0, 1, 0)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> suback(V5, bytes(0, 1)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> suback(V3_1_1, bytes(0, 1)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> suback(V5, bytes(0, 0, 0, 0)))).isEqualTo(PROTOCOL_ERROR);
    }

    @Test // [MQTT-3.11.3-1]
    void shouldReadUnsuback() throws MqttViolation {
        UnsubackDecoder unsuback = unsuback(V5, bytes(0, 7, 0, 0, 0x11, 0x8F));

        assertThat(unsuback.packetId()).isEqualTo(7);
        assertThat(unsuback.count()).isEqualTo(3);
        assertThat(unsuback.reasonCode(1)).isEqualTo(0x11);
        assertThat(unsuback(V3_1_1, bytes(0, 7)).count()).isZero();
    }

    @Test
    void shouldRejectUnsuback() {
        assertThat(violation(() -> unsuback(V5, bytes(0, 7, 0, 0x01))))
                .isEqualTo(MALFORMED_PACKET); // [MQTT-3.11.3-2]
        assertThat(violation(() -> unsuback(V5, bytes(0, 7, 0)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> unsuback(V3_1_1, bytes(0, 7, 0)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> unsuback(V3_1, bytes(0)))).isEqualTo(MALFORMED_PACKET);
    }

    private static ConnackDecoder connack(MqttVersion version, byte[] body) throws MqttViolation {
        ConnackDecoder decoder = new ConnackDecoder(PropertyLimits.NONE);
        decoder.wrap(Wire.buffer(body), AT, body.length, version);
        return decoder;
    }

    private static SubackDecoder suback(MqttVersion version, byte[] body) throws MqttViolation {
        SubackDecoder decoder = new SubackDecoder(PropertyLimits.NONE);
        decoder.wrap(Wire.buffer(body), AT, body.length, version);
        return decoder;
    }

    private static UnsubackDecoder unsuback(MqttVersion version, byte[] body) throws MqttViolation {
        UnsubackDecoder decoder = new UnsubackDecoder(PropertyLimits.NONE);
        decoder.wrap(Wire.buffer(body), AT, body.length, version);
        return decoder;
    }
}
