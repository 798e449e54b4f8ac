package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** SUBACK (§3.9): one MQTT 5 reason code, one byte, for each filter of the SUBSCRIBE. */
public final class SubackEncoder {
    private static final int FAILURE_3_1_1 = 0x80;

    private SubackEncoder() {}

    public static int length(MqttVersion version, PropertiesWriter properties, int count) {
        return FixedHeaderEncoder.packetLength(IdentifiedBody.length(version, properties, count));
    }

    /**
     * @param reasonCodes {@code count} of them from {@code reasonCodesOffset} on
     */
    public static void encode(
            MutableDirectBuffer target,
            int at,
            MqttVersion version,
            int packetId,
            PropertiesWriter properties,
            DirectBuffer reasonCodes,
            int reasonCodesOffset,
            int count) {
        int codesAt =
                IdentifiedBody.encode(
                        target, at, PacketType.SUBACK, version, packetId, properties, count);
        for (int index = 0; index < count; index++) {
            int code = reasonCodes.getByte(reasonCodesOffset + index) & 0xFF;
            target.putByte(codesAt + index, (byte) codeFor(version, code));
        }
    }

    /**
     * 3.1.1 knows one failure ([MQTT-3.9.3-2] there). 3.1 knows none: a server has no way to tell
     * the client, which reads that it was granted QoS 0 (3.1 §3.8).
     */
    private static int codeFor(MqttVersion version, int reasonCode) {
        if (version == MqttVersion.V5 || !ReasonCode.isFailure(reasonCode)) {
            return reasonCode;
        }
        return version == MqttVersion.V3_1_1 ? FAILURE_3_1_1 : ReasonCode.GRANTED_QOS_0;
    }
}
