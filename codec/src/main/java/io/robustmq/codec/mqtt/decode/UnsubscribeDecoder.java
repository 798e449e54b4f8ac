package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.Utf8String;
import org.agrona.DirectBuffer;

/**
 * UNSUBSCRIBE (§3.10). The wildcards of the filters are not checked, as in {@link
 * SubscribeDecoder}.
 *
 * <pre>
 *   | packet id, 2 | properties, 5.0 | { filter, 2 + n } ...
 * </pre>
 */
public final class UnsubscribeDecoder {
    private final PropertiesDecoder properties;
    private DirectBuffer buffer = PropertiesDecoder.NO_BYTES;
    private int packetId;
    private int count;
    private int filtersOffset;
    private int end;
    private int current;
    private int behindCurrent;

    public UnsubscribeDecoder(PropertyLimits limits) {
        this.properties = new PropertiesDecoder(limits);
    }

    public void wrap(DirectBuffer buffer, int bodyOffset, int bodyLength, MqttVersion version)
            throws MqttViolation {
        this.buffer = buffer;
        end = bodyOffset + bodyLength;
        packetId = PacketId.get(buffer, bodyOffset, end);
        int at = bodyOffset + TwoByteInteger.BYTES;
        properties.wrapNone();
        if (version == MqttVersion.V5) {
            at = properties.wrap(buffer, at, end, PropertyScope.UNSUBSCRIBE);
        }
        filtersOffset = at;
        count = 0;
        while (at < end) {
            at = Utf8String.end(buffer, at, end); // [MQTT-3.10.3-1]
            count++;
        }
        if (count == 0) { // [MQTT-3.10.3-2]
            throw MqttViolation.protocolError("UNSUBSCRIBE without a filter");
        }
        rewind();
    }

    /** 1 to 65,535. */
    public int packetId() {
        return packetId;
    }

    public PropertiesDecoder properties() {
        return properties;
    }

    /** Filters in the packet, 1 or more. */
    public int count() {
        return count;
    }

    public void rewind() {
        current = filtersOffset;
        behindCurrent = filtersOffset;
    }

    /** Goes to the next filter. */
    public boolean next() {
        if (behindCurrent == end) {
            return false;
        }
        current = behindCurrent;
        behindCurrent = filterOffset() + filterLength();
        return true;
    }

    /** Of the filter that {@link #next} went to. */
    public int filterOffset() {
        return current + TwoByteInteger.BYTES;
    }

    public int filterLength() {
        return TwoByteInteger.get(buffer, current);
    }
}
