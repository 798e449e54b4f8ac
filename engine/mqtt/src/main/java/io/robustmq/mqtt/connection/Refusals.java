package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.encode.ConnackEncoder;
import io.robustmq.codec.mqtt.encode.DisconnectEncoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.transport.net.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Last words to a peer: CONNACK or DISCONNECT with the reason, and a reason string if it fits
 * [MQTT-3.14.2-3].
 */
final class Refusals {
    private Refusals() {}

    /**
     * @param serverReference where to go instead; null for none
     */
    static void writeConnack(
            Connection connection,
            PropertiesWriter properties,
            MqttVersion version,
            int reasonCode,
            @Nullable String reason,
            @Nullable String serverReference) {
        if (version != MqttVersion.V5
                && ReasonCode.connackReturnCode(reasonCode) == ReasonCode.NO_RETURN_CODE) {
            return;
        }
        properties.reset();
        if (reason != null) {
            properties.put(PropertyId.REASON_STRING, reason);
        }
        if (serverReference != null) {
            properties.put(PropertyId.SERVER_REFERENCE, serverReference);
        }
        int at = connection.claimReply(ConnackEncoder.length(version, properties));
        if (at >= 0) {
            ConnackEncoder.encode(connection.output(), at, version, false, reasonCode, properties);
        }
    }

    static void writeDisconnect(
            Connection connection,
            PropertiesWriter properties,
            int reasonCode,
            @Nullable String reason,
            ClientTerms terms) {
        properties.reset();
        if (reason != null) {
            properties.put(PropertyId.REASON_STRING, reason);
        }
        int length = DisconnectEncoder.length(terms.version(), reasonCode, properties);
        if (length > terms.maximumPacketSize()) {
            properties.reset();
            length = DisconnectEncoder.length(terms.version(), reasonCode, properties);
        }
        int at = connection.claimReply(length);
        if (at >= 0) {
            DisconnectEncoder.encode(
                    connection.output(), at, terms.version(), reasonCode, properties);
        }
    }
}
