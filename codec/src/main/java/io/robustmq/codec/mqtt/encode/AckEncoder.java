package io.robustmq.codec.mqtt.encode;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.MutableDirectBuffer;

/**
 * PUBACK, PUBREC, PUBREL and PUBCOMP (§3.4 to §3.7). Success without properties is four bytes in
 * every version.
 */
public final class AckEncoder {
    /** Of a packet written by {@link #encodeSuccess}. */
    public static final int SUCCESS_LENGTH = 4;

    private static final int TYPE_SHIFT = 24;
    private static final int REMAINING_LENGTH_2 = 2 << 16;

    private AckEncoder() {}

    /**
     * @param type of the four
     * @param packetId 1 to 65,535
     */
    public static void encodeSuccess(MutableDirectBuffer target, int at, int type, int packetId) {
        int packet = PacketType.firstByte(type) << TYPE_SHIFT | REMAINING_LENGTH_2 | packetId;
        target.putInt(at, packet, BIG_ENDIAN);
    }

    public static int length(MqttVersion version, int reasonCode, PropertiesWriter properties) {
        return FixedHeaderEncoder.packetLength(remainingLength(version, reasonCode, properties));
    }

    /** 3.x has no reason codes: there this acknowledges, whatever the code. */
    public static void encode(
            MutableDirectBuffer target,
            int at,
            int type,
            MqttVersion version,
            int packetId,
            int reasonCode,
            PropertiesWriter properties) {
        int remainingLength = remainingLength(version, reasonCode, properties);
        int next = FixedHeaderEncoder.encode(target, at, type, remainingLength);
        TwoByteInteger.put(target, next, packetId);
        next += TwoByteInteger.BYTES;
        if (remainingLength > TwoByteInteger.BYTES) {
            target.putByte(next++, (byte) reasonCode);
        }
        if (remainingLength > TwoByteInteger.BYTES + 1) {
            properties.encode(target, next);
        }
    }

    private static int remainingLength(
            MqttVersion version, int reasonCode, PropertiesWriter properties) {
        boolean hasProperties = properties.length() > 0;
        if (version != MqttVersion.V5 || reasonCode == ReasonCode.SUCCESS && !hasProperties) {
            return TwoByteInteger.BYTES;
        }
        return TwoByteInteger.BYTES + 1 + (hasProperties ? properties.fieldLength() : 0);
    }
}
