package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.PacketType;
import org.agrona.MutableDirectBuffer;

/** AUTH (§3.15), of MQTT 5 alone. The properties name at least the authentication method. */
public final class AuthEncoder {
    private AuthEncoder() {}

    public static int length(PropertiesWriter properties) {
        return FixedHeaderEncoder.packetLength(1 + properties.fieldLength());
    }

    public static void encode(
            MutableDirectBuffer target, int at, int reasonCode, PropertiesWriter properties) {
        int remainingLength = 1 + properties.fieldLength();
        int next = FixedHeaderEncoder.encode(target, at, PacketType.AUTH, remainingLength);
        target.putByte(next, (byte) reasonCode);
        properties.encode(target, next + 1);
    }
}
