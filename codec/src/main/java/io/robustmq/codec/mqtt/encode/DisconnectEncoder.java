package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import org.agrona.MutableDirectBuffer;

/**
 * DISCONNECT (§3.14). In 3.x it is a client's two bytes, whatever the reason; a 3.x server says
 * nothing and closes.
 */
public final class DisconnectEncoder {
    private DisconnectEncoder() {}

    public static int length(MqttVersion version, int reasonCode, PropertiesWriter properties) {
        return FixedHeaderEncoder.packetLength(remainingLength(version, reasonCode, properties));
    }

    public static void encode(
            MutableDirectBuffer target,
            int at,
            MqttVersion version,
            int reasonCode,
            PropertiesWriter properties) {
        int remainingLength = remainingLength(version, reasonCode, properties);
        int next = FixedHeaderEncoder.encode(target, at, PacketType.DISCONNECT, remainingLength);
        if (remainingLength > 0) {
            target.putByte(next, (byte) reasonCode);
        }
        if (remainingLength > 1) {
            properties.encode(target, next + 1);
        }
    }

    private static int remainingLength(
            MqttVersion version, int reasonCode, PropertiesWriter properties) {
        boolean hasProperties = properties.length() > 0;
        boolean normal = reasonCode == ReasonCode.NORMAL_DISCONNECTION;
        if (version != MqttVersion.V5 || normal && !hasProperties) {
            return 0;
        }
        return 1 + (hasProperties ? properties.fieldLength() : 0);
    }
}
