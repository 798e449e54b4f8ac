package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.VariableByteInteger;
import org.agrona.DirectBuffer;

/**
 * A packet from a client of which only the first bytes have arrived: what its properties say of
 * their length is judged as soon as it is there, so that megabytes of them are neither waited for
 * nor carried.
 *
 * <pre>
 *   CONNECT 3.1.2      | name, 6 | level, 1 | flags, 1 | keep alive, 2 | properties | client id | will properties
 *   PUBLISH 3.3        | topic | packet id, 2, QoS 1 and 2 | properties
 *   PUBACK … 3.4–3.7   | packet id, 2 | reason, 1 | properties
 *   (UN)SUBSCRIBE      | packet id, 2 | properties
 *   DISCONNECT, AUTH   | reason, 1 | properties
 * </pre>
 */
public final class PartialPacket {
    private static final int CONNECT_NAME_BYTES = 6;
    private static final int CONNECT_FLAGS_AT = CONNECT_NAME_BYTES + 1;
    private static final int CONNECT_PROPERTIES_AT = CONNECT_FLAGS_AT + 3;
    private static final int CONNECT_WILL = 0x04;
    private static final int PUBLISH_QOS = 0b0110;

    /** Where the properties begin that cannot be found yet. */
    private static final int UNKNOWN = Integer.MAX_VALUE;

    private PartialPacket() {}

    /**
     * @param packetAt of the fixed header, which is whole
     * @param available bytes from there on
     * @param version of the connection; what a CONNECT says of itself counts instead
     * @throws MqttViolation with 0x95 when properties declare more than {@code limits} allow, with
     *     0x81 when more than the packet has room for
     */
    public static void check(
            FixedHeader header,
            DirectBuffer buffer,
            int packetAt,
            int available,
            MqttVersion version,
            PropertyLimits limits)
            throws MqttViolation {
        int bodyAt = packetAt + header.headerLength();
        int limit = packetAt + available;
        int end = packetAt + header.packetLength();
        if (header.type() == PacketType.CONNECT) {
            checkConnect(buffer, bodyAt, limit, end, limits);
        } else if (version == MqttVersion.V5) {
            int at = propertiesAt(header, buffer, bodyAt, limit);
            propertiesEnd(buffer, at, limit, end, limits);
        }
    }

    private static int propertiesAt(
            FixedHeader header, DirectBuffer buffer, int bodyAt, int limit) {
        return switch (header.type()) {
            case PacketType.PUBLISH -> {
                int id = (header.flags() & PUBLISH_QOS) == 0 ? 0 : TwoByteInteger.BYTES;
                int topicEnd = fieldEnd(buffer, bodyAt, limit);
                yield topicEnd == UNKNOWN ? UNKNOWN : topicEnd + id;
            }
            case PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE -> bodyAt + TwoByteInteger.BYTES;
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP ->
                    bodyAt + TwoByteInteger.BYTES + 1;
            case PacketType.DISCONNECT, PacketType.AUTH -> bodyAt + 1;
            default -> UNKNOWN;
        };
    }

    private static void checkConnect(
            DirectBuffer buffer, int bodyAt, int limit, int end, PropertyLimits limits)
            throws MqttViolation {
        if (limit - bodyAt <= CONNECT_PROPERTIES_AT
                || !ProtocolName.isMqtt(buffer, bodyAt, CONNECT_NAME_BYTES)
                || buffer.getByte(bodyAt + CONNECT_NAME_BYTES) != MqttVersion.V5.level()) {
            return;
        }
        int clientIdAt = propertiesEnd(buffer, bodyAt + CONNECT_PROPERTIES_AT, limit, end, limits);
        boolean hasWill = (buffer.getByte(bodyAt + CONNECT_FLAGS_AT) & CONNECT_WILL) != 0;
        if (hasWill && clientIdAt < limit) {
            int willAt = fieldEnd(buffer, clientIdAt, limit);
            propertiesEnd(buffer, willAt, limit, end, limits);
        }
    }

    /** Behind the properties at {@code at} as they declare it, or {@link #UNKNOWN}. */
    private static int propertiesEnd(
            DirectBuffer buffer, int at, int limit, int end, PropertyLimits limits)
            throws MqttViolation {
        if (at >= limit) {
            return UNKNOWN;
        }
        int length = VariableByteInteger.get(buffer, at, limit);
        if (length == VariableByteInteger.INCOMPLETE) {
            return UNKNOWN;
        }
        if (length > limits.maxBytes()) {
            throw new MqttViolation(ReasonCode.PACKET_TOO_LARGE, "properties are too long");
        }
        int behind = at + VariableByteInteger.length(length) + length;
        if (behind > end) {
            throw MqttViolation.malformed("properties run over the end");
        }
        return behind;
    }

    private static int fieldEnd(DirectBuffer buffer, int at, int limit) {
        return limit - at < TwoByteInteger.BYTES
                ? UNKNOWN
                : at + TwoByteInteger.BYTES + TwoByteInteger.get(buffer, at);
    }
}
