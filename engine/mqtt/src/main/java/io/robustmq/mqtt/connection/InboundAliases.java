package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The topics a client has given numbers to; they end with the connection [MQTT-3.3.2-7]. */
@OwnedBy(Core.class)
final class InboundAliases {
    private final @Nullable DirectBuffer[] topics;

    /**
     * @param maximum the Topic Alias Maximum we stated in CONNACK
     */
    InboundAliases(int maximum) {
        this.topics = new DirectBuffer[maximum + 1];
    }

    void set(int alias, DirectBuffer topic, int offset, int length) throws MqttViolation {
        checkRange(alias);
        byte[] copy = new byte[length];
        topic.getBytes(offset, copy);
        topics[alias] = new UnsafeBuffer(copy);
    }

    DirectBuffer get(int alias) throws MqttViolation {
        checkRange(alias);
        DirectBuffer topic = topics[alias];
        if (topic == null) {
            throw MqttViolation.protocolError("topic alias is not set");
        }
        return topic;
    }

    /** [MQTT-3.3.2-9] not 0, not above the maximum; 0 is refused where the packet is decoded. */
    private void checkRange(int alias) throws MqttViolation {
        if (alias >= topics.length) {
            throw new MqttViolation(
                    ReasonCode.TOPIC_ALIAS_INVALID, "topic alias is above the maximum");
        }
    }
}
