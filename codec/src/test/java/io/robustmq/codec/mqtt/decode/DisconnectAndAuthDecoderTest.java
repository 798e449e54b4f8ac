package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.codec.mqtt.Sender.CLIENT;
import static io.robustmq.codec.mqtt.Sender.SERVER;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.Wire;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectAndAuthDecoderTest {
    private static final byte[] METHOD = bytes(0x15, field("M"));

    @ParameterizedTest // §3.14.2.1: nothing means a normal disconnection
    @EnumSource
    void shouldReadEmptyDisconnect(MqttVersion version) throws MqttViolation {
        DisconnectDecoder disconnect = disconnect(CLIENT, version, bytes());

        assertThat(disconnect.reasonCode()).isZero();
        assertThat(disconnect.sessionExpiryS(-1)).isEqualTo(-1);
    }

    @Test // §3.14.2.2
    void shouldReadDisconnect() throws MqttViolation {
        assertThat(disconnect(CLIENT, V5, bytes(0x04)).reasonCode()).isEqualTo(0x04);
        assertThat(disconnect(CLIENT, V5, bytes(0x04, 0)).reasonCode()).isEqualTo(0x04);
        assertThat(disconnect(CLIENT, V5, bytes(0, 5, 0x11, 0, 0, 1, 0)).sessionExpiryS(-1))
                .isEqualTo(256);
        assertThat(
                        disconnect(SERVER, V5, bytes(0x9D, 5, 0x1C, field("ab")))
                                .properties()
                                .valueLength(PropertyId.SERVER_REFERENCE))
                .isEqualTo(2);
    }

    @Test // [MQTT-3.14.2-1], §3.14.2.1, table 3-10
    void shouldAcceptOnlyTheReasonCodesOfTheSender() throws MqttViolation {
        Set<Integer> ofClient =
                Set.of(
                        0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97,
                        0x98, 0x99);
        Set<Integer> ofServer =
                Set.of(
                        0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90,
                        0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E,
                        0x9F, 0xA0, 0xA1, 0xA2);
        for (Sender sender : Sender.values()) {
            for (int code = 0; code <= 0xFF; code++) {
                byte[] body = bytes(code);
                if ((sender == CLIENT ? ofClient : ofServer).contains(code)) {
                    assertThat(disconnect(sender, V5, body).reasonCode()).isEqualTo(code);
                } else {
                    assertThat(violation(() -> disconnect(sender, V5, body)))
                            .isEqualTo(MALFORMED_PACKET);
                }
            }
        }
    }

    @Test
    void shouldRejectDisconnect() {
        byte[] expiry = bytes(0, 5, 0x11, 0, 0, 0, 1);
        byte[] reference = bytes(0, 4, 0x1C, field("a"));

        assertThat(violation(() -> disconnect(SERVER, V5, expiry)))
                .isEqualTo(PROTOCOL_ERROR); // [MQTT-3.14.2-2]
        assertThat(violation(() -> disconnect(CLIENT, V5, reference))).isEqualTo(PROTOCOL_ERROR);
        assertThat(violation(() -> disconnect(CLIENT, V5, bytes(0, 0, 0))))
                .isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> disconnect(CLIENT, V5, bytes(0, 1))))
                .isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> disconnect(CLIENT, V3_1_1, bytes(0))))
                .isEqualTo(MALFORMED_PACKET); // 3.1.1 §3.14
        assertThat(violation(() -> disconnect(CLIENT, V3_1, bytes(0)))).isEqualTo(MALFORMED_PACKET);
    }

    @Test // §3.15.2
    void shouldReadAuth() throws MqttViolation {
        AuthDecoder auth = auth(CLIENT, bytes(0x18, 9, METHOD, 0x16, field(1, 2)));

        assertThat(auth.reasonCode()).isEqualTo(0x18);
        assertThat(auth.properties().valueLength(PropertyId.AUTHENTICATION_METHOD)).isEqualTo(1);
        assertThat(auth.properties().valueLength(PropertyId.AUTHENTICATION_DATA)).isEqualTo(2);
        assertThat(auth(SERVER, bytes()).reasonCode()).isZero(); // §3.15.2.1
    }

    @Test // [MQTT-3.15.2-1]
    void shouldAcceptOnlyTheAuthReasonCodesOfTheSender() throws MqttViolation {
        for (int code = 0; code <= 0xFF; code++) {
            byte[] body = bytes(code, METHOD.length, METHOD);
            for (Sender sender : Sender.values()) {
                boolean allowed = code == 0x18 || code == (sender == CLIENT ? 0x19 : 0x00);
                if (allowed) {
                    assertThat(auth(sender, body).reasonCode()).isEqualTo(code);
                } else {
                    assertThat(violation(() -> auth(sender, body))).isEqualTo(MALFORMED_PACKET);
                }
            }
        }
    }

    @Test
    void shouldRejectAuth() {
        byte[] onlyData = bytes(0x18, 4, 0x16, field("x"));

        assertThat(violation(() -> auth(CLIENT, onlyData)))
                .isEqualTo(PROTOCOL_ERROR); // §3.15.2.2.2
        assertThat(violation(() -> auth(CLIENT, bytes(0x18, 0)))).isEqualTo(PROTOCOL_ERROR);
        assertThat(violation(() -> auth(CLIENT, bytes(0x18, 8, METHOD, METHOD))))
                .isEqualTo(PROTOCOL_ERROR);
        assertThat(violation(() -> auth(CLIENT, bytes(0x18)))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> auth(CLIENT, bytes()))).isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> auth(CLIENT, bytes(0x18, 4, METHOD, 0))))
                .isEqualTo(MALFORMED_PACKET);
    }

    private static DisconnectDecoder disconnect(Sender sender, MqttVersion version, byte[] body)
            throws MqttViolation {
        DisconnectDecoder decoder = new DisconnectDecoder(sender, PropertyLimits.NONE);
        decoder.wrap(Wire.buffer(body), AT, body.length, version);
        return decoder;
    }

    private static AuthDecoder auth(Sender sender, byte[] body) throws MqttViolation {
        AuthDecoder decoder = new AuthDecoder(sender, PropertyLimits.NONE);
        decoder.wrap(Wire.buffer(body), AT, body.length);
        return decoder;
    }
}
