package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.Sender;
import org.agrona.DirectBuffer;

/**
 * AUTH (§3.15), of MQTT 5 alone.
 *
 * <pre>
 *   | reason code, 1 | properties |      nothing at all: success
 * </pre>
 */
public final class AuthDecoder {
    private final Sender sender;
    private final PropertiesDecoder properties;
    private int reasonCode;

    public AuthDecoder(Sender sender, PropertyLimits limits) {
        this.sender = sender;
        this.properties = new PropertiesDecoder(limits);
    }

    public void wrap(DirectBuffer buffer, int bodyOffset, int bodyLength) throws MqttViolation {
        ReasonCodeSet allowed = ReasonCodeSet.ofAuth(sender); // [MQTT-3.15.2-1]
        properties.wrapNone();
        if (bodyLength == 0) { // §3.15.2.1
            reasonCode = allowed.check(ReasonCode.SUCCESS);
            return;
        }
        int end = bodyOffset + bodyLength;
        reasonCode = allowed.check(buffer.getByte(bodyOffset) & 0xFF);
        if (properties.wrap(buffer, bodyOffset + 1, end, PropertyScope.AUTH) != end) {
            throw MqttViolation.malformed("AUTH has bytes behind its end");
        }
        if (!properties.has(PropertyId.AUTHENTICATION_METHOD)) { // §3.15.2.2.2
            throw MqttViolation.protocolError("AUTH without an authentication method");
        }
    }

    public int reasonCode() {
        return reasonCode;
    }

    public PropertiesDecoder properties() {
        return properties;
    }
}
