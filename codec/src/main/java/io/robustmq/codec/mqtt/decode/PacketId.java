package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.DirectBuffer;

/** Packet Identifier (§2.2.1) at the start of a body. */
final class PacketId {
    private PacketId() {}

    static int get(DirectBuffer buffer, int at, int end) throws MqttViolation {
        if (end - at < TwoByteInteger.BYTES) {
            throw MqttViolation.malformed("packet identifier is cut off");
        }
        int packetId = TwoByteInteger.get(buffer, at);
        if (packetId == 0) { // [MQTT-2.2.1-3]
            throw MqttViolation.protocolError("packet identifier is 0");
        }
        return packetId;
    }
}
