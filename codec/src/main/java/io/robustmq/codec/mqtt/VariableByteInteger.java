package io.robustmq.codec.mqtt;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Variable Byte Integer (§1.5.5): seven bits a byte, lowest first, the top bit says "more". */
public final class VariableByteInteger {
    public static final int MAX_BYTES = 4;
    public static final int MAX = 268_435_455;

    /** {@link #get} met the limit before the integer's last byte. */
    public static final int INCOMPLETE = -1;

    private VariableByteInteger() {}

    /** Bytes that {@code value}, 0 to {@link #MAX}, takes: 1 to 4. */
    public static int length(int value) {
        if (value < 0x80) {
            return 1;
        }
        return value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
    }

    /**
     * Since only the shortest form is accepted, {@link #length} of the value is what was read.
     *
     * @param limit first offset not to be read
     * @return the value, or {@link #INCOMPLETE}
     */
    public static int get(DirectBuffer buffer, int at, int limit) throws MqttViolation {
        int value = 0;
        for (int i = 0; i < MAX_BYTES; i++) {
            if (at + i >= limit) {
                return INCOMPLETE;
            }
            int b = buffer.getByte(at + i);
            value |= (b & 0x7F) << 7 * i;
            if (b >= 0) {
                // [MQTT-1.5.5-1] The fewest bytes that hold the value.
                if (b == 0 && i > 0) {
                    throw MqttViolation.malformed("variable byte integer is longer than needed");
                }
                return value;
            }
        }
        throw MqttViolation.malformed("variable byte integer has more than 4 bytes");
    }

    /**
     * @return the offset behind the last byte written
     */
    public static int put(MutableDirectBuffer buffer, int at, int value) {
        int rest = value;
        int next = at;
        while (rest >= 0x80) {
            buffer.putByte(next++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.putByte(next++, (byte) rest);
        return next;
    }
}
