package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** UNSUBACK (§3.11): in 5.0 one reason code, one byte, for each filter of the UNSUBSCRIBE. */
public final class UnsubackEncoder {
    private UnsubackEncoder() {}

    public static int length(MqttVersion version, PropertiesWriter properties, int count) {
        int codes = version == MqttVersion.V5 ? count : 0;
        return FixedHeaderEncoder.packetLength(IdentifiedBody.length(version, properties, codes));
    }

    /**
     * @param reasonCodes {@code count} of them from {@code reasonCodesOffset} on; not read for 3.x
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
        int codes = version == MqttVersion.V5 ? count : 0;
        int codesAt =
                IdentifiedBody.encode(
                        target, at, PacketType.UNSUBACK, version, packetId, properties, codes);
        target.putBytes(codesAt, reasonCodes, reasonCodesOffset, codes);
    }
}
