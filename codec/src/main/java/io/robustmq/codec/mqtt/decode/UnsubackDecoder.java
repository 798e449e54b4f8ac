package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.DirectBuffer;

/**
 * UNSUBACK (§3.11): one reason code for each filter of the UNSUBSCRIBE, in its order.
 *
 * <pre>
 *   | packet id, 2 | properties, 5.0 | { reason code, 1 } ...      (3.x: packet id only)
 * </pre>
 */
public final class UnsubackDecoder {
    private final PropertiesDecoder properties;
    private DirectBuffer buffer = PropertiesDecoder.NO_BYTES;
    private int packetId;
    private int reasonCodesOffset;
    private int count;

    public UnsubackDecoder(PropertyLimits limits) {
        this.properties = new PropertiesDecoder(limits);
    }

    public void wrap(DirectBuffer buffer, int bodyOffset, int bodyLength, MqttVersion version)
            throws MqttViolation {
        this.buffer = buffer;
        int end = bodyOffset + bodyLength;
        packetId = PacketId.get(buffer, bodyOffset, end);
        int at = bodyOffset + TwoByteInteger.BYTES;
        properties.wrapNone();
        if (version == MqttVersion.V5) {
            at = properties.wrap(buffer, at, end, PropertyScope.ACKNOWLEDGEMENT);
            if (at == end) {
                throw MqttViolation.malformed("UNSUBACK without a reason code");
            }
        } else if (at != end) {
            throw MqttViolation.malformed("UNSUBACK is longer than its packet id");
        }
        reasonCodesOffset = at;
        count = end - at;
        for (int index = 0; index < count; index++) {
            ReasonCodeSet.UNSUBACK.check(reasonCode(index)); // [MQTT-3.11.3-2]
        }
    }

    /** 1 to 65,535. */
    public int packetId() {
        return packetId;
    }

    public PropertiesDecoder properties() {
        return properties;
    }

    /** 0 in 3.x, which has no reason codes here. */
    public int count() {
        return count;
    }

    /** {@code index} from 0. */
    public int reasonCode(int index) {
        assert index >= 0 && index < count;
        return buffer.getByte(reasonCodesOffset + index) & 0xFF;
    }
}
