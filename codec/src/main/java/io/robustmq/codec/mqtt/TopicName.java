package io.robustmq.codec.mqtt;

import org.agrona.DirectBuffer;

/** Topic Name (§4.7): what a message is published to. */
public final class TopicName {
    private TopicName() {}

    /**
     * Throws unless the bytes are a topic name: 0x81 when they are no MQTT string, 0x90 when empty
     * ([MQTT-4.7.3-1]) or with a wildcard ([MQTT-3.3.2-2], [MQTT-4.7.0-1]).
     */
    public static void check(DirectBuffer buffer, int offset, int length) throws MqttViolation {
        Utf8String.check(buffer, offset, length);
        if (length == 0) {
            throw new MqttViolation(ReasonCode.TOPIC_NAME_INVALID, "topic name is empty");
        }
        for (int at = offset, end = offset + length; at < end; at++) {
            byte b = buffer.getByte(at);
            if (b == '+' || b == '#') {
                throw new MqttViolation(ReasonCode.TOPIC_NAME_INVALID, "topic name has a wildcard");
            }
        }
    }
}
