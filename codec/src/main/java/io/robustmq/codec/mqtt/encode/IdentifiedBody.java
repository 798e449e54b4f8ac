package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.MutableDirectBuffer;

/**
 * The body SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK share.
 *
 * <pre>
 *   | packet id, 2 | properties, 5.0 | payload |
 * </pre>
 */
final class IdentifiedBody {
    private IdentifiedBody() {}

    static int length(MqttVersion version, PropertiesWriter properties, int payloadLength) {
        int field = version == MqttVersion.V5 ? properties.fieldLength() : 0;
        return TwoByteInteger.BYTES + field + payloadLength;
    }

    /** All of the packet but the payload. @return the payload's offset */
    static int encode(
            MutableDirectBuffer target,
            int at,
            int type,
            MqttVersion version,
            int packetId,
            PropertiesWriter properties,
            int payloadLength) {
        int remainingLength = length(version, properties, payloadLength);
        int next = FixedHeaderEncoder.encode(target, at, type, remainingLength);
        TwoByteInteger.put(target, next, packetId);
        next += TwoByteInteger.BYTES;
        return version == MqttVersion.V5 ? properties.encode(target, next) : next;
    }
}
