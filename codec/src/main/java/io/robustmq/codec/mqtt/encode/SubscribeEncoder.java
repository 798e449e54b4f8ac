package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.BinaryData;
import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** SUBSCRIBE (§3.8). Its entries, filter and options, are put together first by the caller. */
public final class SubscribeEncoder {
    private SubscribeEncoder() {}

    /** Bytes of one entry. */
    public static int entryLength(int filterLength) {
        return TwoByteInteger.BYTES + filterLength + 1;
    }

    /** The options byte of 5.0; in 3.x only the QoS may stand there. */
    public static int options(
            int qos, boolean noLocal, boolean retainAsPublished, int retainHandling) {
        return qos | (noLocal ? 0x04 : 0) | (retainAsPublished ? 0x08 : 0) | retainHandling << 4;
    }

    /**
     * @return the offset behind the entry written
     */
    public static int putEntry(
            MutableDirectBuffer entries,
            int at,
            DirectBuffer filter,
            int filterOffset,
            int filterLength,
            int options) {
        int next = BinaryData.put(entries, at, filter, filterOffset, filterLength);
        entries.putByte(next, (byte) options);
        return next + 1;
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
        int type = PacketType.SUBSCRIBE;
        int entriesAt =
                IdentifiedBody.encode(
                        target, at, type, version, packetId, properties, entriesLength);
        target.putBytes(entriesAt, entries, 0, entriesLength);
    }
}
