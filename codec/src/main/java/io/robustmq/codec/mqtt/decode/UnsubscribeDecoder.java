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
    private final TopicFilters filters = new TopicFilters(0);
    private final PropertiesDecoder properties;
    private int packetId;

    public UnsubscribeDecoder(PropertyLimits limits) {
        this.properties = new PropertiesDecoder(limits);
    }

    public void wrap(DirectBuffer buffer, int bodyOffset, int bodyLength, MqttVersion version)
            throws MqttViolation {
        int end = bodyOffset + bodyLength;
        packetId = PacketId.get(buffer, bodyOffset, end);
        int at = bodyOffset + TwoByteInteger.BYTES;
        properties.wrapNone();
        if (version == MqttVersion.V5) {
            at = properties.wrap(buffer, at, end, PropertyScope.UNSUBSCRIBE);
        }
        int first = at;
        int count = 0;
        while (at < end) {
            at = Utf8String.end(buffer, at, end); // [MQTT-3.10.3-1]
            count++;
        }
        if (count == 0) { // [MQTT-3.10.3-2]
            throw MqttViolation.protocolError("UNSUBSCRIBE without a filter");
        }
        filters.wrap(buffer, first, end, count);
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
        return filters.count();
    }

    public void rewind() {
        filters.rewind();
    }

    /** Goes to the next filter. */
    public boolean next() {
        return filters.next();
    }

    /** Of the filter that {@link #next} went to. */
    public int filterOffset() {
        return filters.offset();
    }

    public int filterLength() {
        return filters.length();
    }
}
