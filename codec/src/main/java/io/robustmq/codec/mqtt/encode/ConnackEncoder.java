package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import org.agrona.MutableDirectBuffer;

/** CONNACK (§3.2). */
public final class ConnackEncoder {
    private static final int FLAGS_AND_CODE = 2;

    private ConnackEncoder() {}

    /** Properties count in 5.0 only. */
    public static int length(MqttVersion version, PropertiesWriter properties) {
        return FixedHeaderEncoder.packetLength(remainingLength(version, properties));
    }

    /**
     * @param sessionPresent left out in 3.1 and in a refusal ([MQTT-3.2.2-6])
     * @param reasonCode of MQTT 5; for 3.x one that {@link ReasonCode#connackReturnCode} knows
     */
    public static void encode(
            MutableDirectBuffer target,
            int at,
            MqttVersion version,
            boolean sessionPresent,
            int reasonCode,
            PropertiesWriter properties) {
        int remainingLength = remainingLength(version, properties);
        int next = FixedHeaderEncoder.encode(target, at, PacketType.CONNACK, remainingLength);
        boolean present =
                sessionPresent && reasonCode == ReasonCode.SUCCESS && version != MqttVersion.V3_1;
        target.putByte(next, (byte) (present ? 1 : 0));
        target.putByte(next + 1, (byte) code(version, reasonCode));
        if (version == MqttVersion.V5) {
            properties.encode(target, next + FLAGS_AND_CODE);
        }
    }

    private static int code(MqttVersion version, int reasonCode) {
        if (version == MqttVersion.V5) {
            return reasonCode;
        }
        int returnCode = ReasonCode.connackReturnCode(reasonCode);
        assert returnCode != ReasonCode.NO_RETURN_CODE : "close without a CONNACK";
        return returnCode;
    }

    private static int remainingLength(MqttVersion version, PropertiesWriter properties) {
        return FLAGS_AND_CODE + (version == MqttVersion.V5 ? properties.fieldLength() : 0);
    }
}
