package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.Sender;
import org.agrona.DirectBuffer;

/**
 * DISCONNECT (§3.14).
 *
 * <pre>
 *   | reason code, 1, may be left out | properties, may be left out |      (3.x: nothing)
 * </pre>
 */
public final class DisconnectDecoder {
    private final Sender sender;
    private final PropertiesDecoder properties;
    private int reasonCode;

    public DisconnectDecoder(Sender sender, PropertyLimits limits) {
        this.sender = sender;
        this.properties = new PropertiesDecoder(limits);
    }

    public void wrap(DirectBuffer buffer, int bodyOffset, int bodyLength, MqttVersion version)
            throws MqttViolation {
        reasonCode = ReasonCode.NORMAL_DISCONNECTION;
        properties.wrapNone();
        if (bodyLength == 0) { // §3.14.2.1
            return;
        }
        if (version != MqttVersion.V5) {
            throw MqttViolation.malformed("DISCONNECT with a body");
        }
        int end = bodyOffset + bodyLength;
        int behind = bodyOffset + 1;
        reasonCode = ReasonCodeSet.ofDisconnect(sender).check(buffer.getByte(bodyOffset) & 0xFF);
        if (behind < end) { // §3.14.2.2.1: below 2 bytes there is no property length
            behind = properties.wrap(buffer, behind, end, PropertyScope.DISCONNECT);
        }
        if (behind != end) {
            throw MqttViolation.malformed("DISCONNECT has bytes behind its end");
        }
        checkSender();
    }

    private void checkSender() throws MqttViolation {
        int serverOnly = PropertyId.SERVER_REFERENCE; // §3.14.2.2.5: the server's word
        int clientOnly = PropertyId.SESSION_EXPIRY_INTERVAL; // [MQTT-3.14.2-2]
        if (properties.has(sender == Sender.CLIENT ? serverOnly : clientOnly)) {
            throw MqttViolation.protocolError("property is for the other side's DISCONNECT");
        }
    }

    /** {@link ReasonCode#NORMAL_DISCONNECTION} when left out, and in 3.x. */
    public int reasonCode() {
        return reasonCode;
    }

    /** Seconds, 0 to 2^32 − 1, or {@code absent}: then what CONNECT said stays. */
    public long sessionExpiryS(long absent) {
        return properties.value(PropertyId.SESSION_EXPIRY_INTERVAL, absent);
    }

    public PropertiesDecoder properties() {
        return properties;
    }
}
