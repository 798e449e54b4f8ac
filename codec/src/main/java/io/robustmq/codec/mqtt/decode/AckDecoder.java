package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.DirectBuffer;

/**
 * PUBACK, PUBREC, PUBREL and PUBCOMP (§3.4 to §3.7), which differ in their reason codes alone.
 *
 * <pre>
 *   | packet id, 2 | reason code, 1, may be left out | properties, may be left out |      (3.x: id only)
 * </pre>
 */
public final class AckDecoder {
    private final PropertiesDecoder properties;
    private int packetId;
    private int reasonCode;

    public AckDecoder(PropertyLimits limits) {
        this.properties = new PropertiesDecoder(limits);
    }

    /**
     * @param type of the four the packet is
     */
    public void wrap(
            DirectBuffer buffer, int type, int bodyOffset, int bodyLength, MqttVersion version)
            throws MqttViolation {
        int end = bodyOffset + bodyLength;
        packetId = PacketId.get(buffer, bodyOffset, end);
        reasonCode = ReasonCode.SUCCESS;
        properties.wrapNone();
        if (bodyLength > TwoByteInteger.BYTES) {
            if (version != MqttVersion.V5) {
                throw MqttViolation.malformed("acknowledgement is longer than its packet id");
            }
            wrapReason(buffer, type, bodyOffset + TwoByteInteger.BYTES, end);
        }
    }

    private void wrapReason(DirectBuffer buffer, int type, int at, int end) throws MqttViolation {
        reasonCode = ReasonCodeSet.ofAck(type).check(buffer.getByte(at) & 0xFF);
        int behind = at + 1;
        if (behind < end) { // §3.4.2.2.1: below 4 bytes there is no property length
            behind = properties.wrap(buffer, behind, end, PropertyScope.ACKNOWLEDGEMENT);
        }
        if (behind != end) {
            throw MqttViolation.malformed("acknowledgement has bytes behind its end");
        }
    }

    /** 1 to 65,535. */
    public int packetId() {
        return packetId;
    }

    /** {@link ReasonCode#SUCCESS} when left out, and in 3.x. */
    public int reasonCode() {
        return reasonCode;
    }

    public PropertiesDecoder properties() {
        return properties;
    }
}
