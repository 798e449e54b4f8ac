package io.robustmq.mqtt.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.decode.AuthDecoder;
import io.robustmq.codec.mqtt.encode.AuthEncoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.security.Verdict;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads and writes AUTH (MQTT 5.0 §3.15). One per core. */
@OwnedBy(Core.class)
final class AuthPackets {
    private final AuthDecoder decoder =
            new AuthDecoder(Sender.CLIENT, MqttServices.PROPERTY_LIMITS);

    /**
     * @param method the one CONNECT named; any other is a protocol error [MQTT-4.12.0-5]
     * @return the authentication data; empty for none
     */
    byte[] read(DirectBuffer buffer, int bodyAt, int bodyLength, String method)
            throws MqttViolation {
        decoder.wrap(buffer, bodyAt, bodyLength);
        String named = new String(bytes(buffer, PropertyId.AUTHENTICATION_METHOD), UTF_8);
        if (!named.equals(method)) {
            throw MqttViolation.protocolError("authentication method is not the one of CONNECT");
        }
        return bytes(buffer, PropertyId.AUTHENTICATION_DATA);
    }

    private byte[] bytes(DirectBuffer buffer, int propertyId) {
        byte[] bytes = new byte[decoder.properties().valueLength(propertyId)];
        if (bytes.length > 0) {
            buffer.getBytes(decoder.properties().valueOffset(propertyId), bytes);
        }
        return bytes;
    }

    /** Of the packet read last: 0x18 or 0x19. */
    int reasonCode() {
        return decoder.reasonCode();
    }

    void write(
            Connection connection,
            PropertiesWriter properties,
            int reasonCode,
            String method,
            byte[] data) {
        putMethod(properties.reset(), method, data);
        int at = connection.claimReply(AuthEncoder.length(properties));
        if (at >= 0) {
            AuthEncoder.encode(connection.output(), at, reasonCode, properties);
        }
    }

    static void putMethod(PropertiesWriter properties, String method, byte[] data) {
        properties.put(PropertyId.AUTHENTICATION_METHOD, method);
        if (data.length > 0) {
            properties.put(PropertyId.AUTHENTICATION_DATA, new UnsafeBuffer(data), 0, data.length);
        }
    }

    static int reasonOf(Verdict.Refused refused) {
        return switch (refused) {
            case BAD_USER_NAME_OR_PASSWORD -> ReasonCode.BAD_USER_NAME_OR_PASSWORD;
            case NOT_AUTHORIZED -> ReasonCode.NOT_AUTHORIZED;
            case SERVER_BUSY -> ReasonCode.SERVER_BUSY;
        };
    }
}
