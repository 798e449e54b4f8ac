package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.ReasonCode;
import org.agrona.DirectBuffer;

/**
 * CONNACK (§3.2).
 *
 * <pre>
 *   | flags, 1: session present 01 | reason code, 1 | properties, 5.0 |
 * </pre>
 */
public final class ConnackDecoder {
    private static final int SESSION_PRESENT = 0x01;

    private final PropertiesDecoder properties;
    private boolean sessionPresent;
    private int reasonCode;

    public ConnackDecoder(PropertyLimits limits) {
        this.properties = new PropertiesDecoder(limits);
    }

    public void wrap(DirectBuffer buffer, int bodyOffset, int bodyLength, MqttVersion version)
            throws MqttViolation {
        int end = bodyOffset + bodyLength;
        int behind = bodyOffset + 2;
        if (behind > end) {
            throw MqttViolation.malformed("CONNACK is cut off");
        }
        int flags = version == MqttVersion.V3_1 ? 0 : buffer.getByte(bodyOffset) & 0xFF;
        int code = buffer.getByte(bodyOffset + 1) & 0xFF;
        if ((flags & ~SESSION_PRESENT) != 0) { // [MQTT-3.2.2-1]
            throw MqttViolation.malformed("reserved CONNACK flags are set");
        }
        properties.wrapNone();
        if (version == MqttVersion.V5) {
            reasonCode = ReasonCodeSet.CONNACK.check(code); // [MQTT-3.2.2-8]
            behind = properties.wrap(buffer, behind, end, PropertyScope.CONNACK);
        } else {
            reasonCode = ReasonCode.ofConnackReturnCode(code);
        }
        if (behind != end) {
            throw MqttViolation.malformed("CONNACK has bytes behind its end");
        }
        sessionPresent = flags != 0;
        if (sessionPresent && reasonCode != ReasonCode.SUCCESS) { // [MQTT-3.2.2-6]
            throw MqttViolation.protocolError("session present in a refusal");
        }
    }

    /** Always false in 3.1, which cannot say. */
    public boolean sessionPresent() {
        return sessionPresent;
    }

    /** An MQTT 5 reason code for every version. */
    public int reasonCode() {
        return reasonCode;
    }

    public PropertiesDecoder properties() {
        return properties;
    }
}
