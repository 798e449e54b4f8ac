package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.DirectBuffer;

/**
 * SUBACK (§3.9): one reason code for each filter of the SUBSCRIBE, in its order.
 *
 * <pre>
 *   | packet id, 2 | properties, 5.0 | { reason code, 1 } ...
 * </pre>
 */
public final class SubackDecoder {
    private static final int QOS_MAX = 2;
    private static final int FAILURE = 0x80;

    private final PropertiesDecoder properties;
    private DirectBuffer buffer = PropertiesDecoder.NO_BYTES;
    private int packetId;
    private int reasonCodesOffset;
    private int count;

    public SubackDecoder(PropertyLimits limits) {
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
        }
        reasonCodesOffset = at;
        count = end - at;
        if (count == 0) {
            throw MqttViolation.malformed("SUBACK without a reason code");
        }
        for (int index = 0; index < count; index++) {
            check(reasonCode(index), version);
        }
    }

    private static void check(int code, MqttVersion version) throws MqttViolation {
        switch (version) {
            case V5 -> ReasonCodeSet.SUBACK.check(code); // [MQTT-3.9.3-2]
            case V3_1_1 -> {
                if (code > QOS_MAX && code != FAILURE) { // 3.1.1 [MQTT-3.9.3-2]
                    throw MqttViolation.malformed("SUBACK return code is reserved");
                }
            }
            case V3_1 -> {
                if (code > QOS_MAX) { // 3.1 §3.9: a granted QoS, nothing else
                    throw MqttViolation.malformed("granted QoS is above 2");
                }
            }
        }
    }

    /** 1 to 65,535. */
    public int packetId() {
        return packetId;
    }

    public PropertiesDecoder properties() {
        return properties;
    }

    public int count() {
        return count;
    }

    /** Granted QoS 0 to 2, or a failure from 0x80 on; {@code index} from 0. */
    public int reasonCode(int index) {
        assert index >= 0 && index < count;
        return buffer.getByte(reasonCodesOffset + index) & 0xFF;
    }
}
