package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.BinaryData;
import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** UNSUBSCRIBE (§3.10). Its entries, the filters, are put together first by the caller. */
public final class UnsubscribeEncoder {
    private UnsubscribeEncoder() {}

    /** Bytes of one entry. */
    public static int entryLength(int filterLength) {
        return TwoByteInteger.BYTES + filterLength;
    }

    /**
     * @return the offset behind the entry written
     */
    public static int putEntry(
            MutableDirectBuffer entries,
            int at,
            DirectBuffer filter,
            int filterOffset,
            int filterLength) {
        return BinaryData.put(entries, at, filter, filterOffset, filterLength);
    }

    public static int length(MqttVersion version, PropertiesWriter properties, int entriesLength) {
        return FixedHeaderEncoder.packetLength(
                IdentifiedBody.length(version, properties, entriesLength));
    }

    public static void encode(
            MutableDirectBuffer target,
            int at,
            MqttVersion version,
            int packetId,
            PropertiesWriter properties,
            DirectBuffer entries,
            int entriesLength) {
        int type = PacketType.UNSUBSCRIBE;
        int entriesAt =
                IdentifiedBody.encode(
                        target, at, type, version, packetId, properties, entriesLength);
        target.putBytes(entriesAt, entries, 0, entriesLength);
    }
}
