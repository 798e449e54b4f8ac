package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.VariableByteInteger;
import org.agrona.DirectBuffer;

/**
 * How every packet begins (§2.1).
 *
 * <pre>
 *   0              1
 *   | type | flags | remaining length, 1 to 4 bytes | body, remaining length bytes
 * </pre>
 */
public final class FixedHeader {
    public static final int BYTES_MIN = 2;
    public static final int BYTES_MAX = 5;

    /** {@link #wrap} has too few bytes to say. */
    public static final int INCOMPLETE = 0;

    private static final int DUP = 0b1000;

    private int type;
    private int flags;
    private int headerLength;
    private int remainingLength;

    /** As below, before CONNECT has told the version: the rules of 5.0. */
    public int wrap(DirectBuffer buffer, int offset, int available) throws MqttViolation {
        return wrap(buffer, offset, available, MqttVersion.V5);
    }

    /**
     * What is wrong is said as soon as the bytes at hand show it.
     *
     * @param available bytes from {@code offset} on that have arrived, 0 or more
     * @return bytes of the header, 2 to 5, or {@link #INCOMPLETE}
     */
    public int wrap(DirectBuffer buffer, int offset, int available, MqttVersion version)
            throws MqttViolation {
        if (available <= 0) {
            return INCOMPLETE;
        }
        int first = buffer.getByte(offset) & 0xFF;
        type = first >>> 4;
        flags = first & 0xF;
        if (type != PacketType.PUBLISH) {
            checkTypeAndFlags(type, flags, version);
        }
        if (available == 1) {
            return INCOMPLETE;
        }
        int second = buffer.getByte(offset + 1);
        if (second >= 0) {
            remainingLength = second;
            headerLength = BYTES_MIN;
        } else {
            remainingLength = VariableByteInteger.get(buffer, offset + 1, offset + available);
            if (remainingLength == VariableByteInteger.INCOMPLETE) {
                return INCOMPLETE;
            }
            headerLength = 1 + VariableByteInteger.length(remainingLength);
        }
        if (remainingLength > 0 && (type == PacketType.PINGREQ || type == PacketType.PINGRESP)) {
            throw MqttViolation.malformed("ping with a body");
        }
        return headerLength;
    }

    private static void checkTypeAndFlags(int type, int flags, MqttVersion version)
            throws MqttViolation {
        if (type == 0 || type == PacketType.AUTH && version != MqttVersion.V5) {
            throw MqttViolation.malformed("packet type is reserved");
        }
        int expected = PacketType.flagsOf(type);
        // [MQTT-2.1.3-1], 3.1.1 [MQTT-2.2.2-2] Reserved flags are as listed. In 3.1 the packets
        // that
        // are sent with QoS 1 may be sent again with DUP (3.1 §2.1).
        boolean resent = version == MqttVersion.V3_1 && expected != 0 && flags == (expected | DUP);
        if (flags != expected && !resent) {
            throw MqttViolation.malformed("reserved flags of the fixed header are set");
        }
    }

    /** One of {@link PacketType}. */
    public int type() {
        return type;
    }

    /** The low four bits of the first byte; for PUBLISH its DUP, QoS and RETAIN. */
    public int flags() {
        return flags;
    }

    /** Bytes of the header itself, 2 to 5. */
    public int headerLength() {
        return headerLength;
    }

    /** Bytes of the body, 0 to {@link VariableByteInteger#MAX}. */
    public int remainingLength() {
        return remainingLength;
    }

    /** Header and body. */
    public int packetLength() {
        return headerLength + remainingLength;
    }
}
