package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.VariableByteInteger;
import org.agrona.MutableDirectBuffer;

/** First byte and remaining length of every packet (§2.1). */
final class FixedHeaderEncoder {
    private FixedHeaderEncoder() {}

    /** Bytes of a whole packet with a body of {@code remainingLength} bytes. */
    static int packetLength(int remainingLength) {
        return 1 + VariableByteInteger.length(remainingLength) + remainingLength;
    }

    /**
     * @return the offset of the body
     */
    static int encode(MutableDirectBuffer target, int at, int type, int remainingLength) {
        target.putByte(at, (byte) PacketType.firstByte(type));
        return VariableByteInteger.put(target, at + 1, remainingLength);
    }
}
