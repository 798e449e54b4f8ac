package io.robustmq.codec.mqtt;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Two Byte Integer (§1.5.2): big-endian, unsigned, 0 to 65,535. Callers check the bounds. */
public final class TwoByteInteger {
    public static final int BYTES = 2;
    public static final int MAX = 0xFFFF;

    private TwoByteInteger() {}

    public static int get(DirectBuffer buffer, int at) {
        return buffer.getShort(at, BIG_ENDIAN) & MAX;
    }

    public static void put(MutableDirectBuffer buffer, int at, int value) {
        buffer.putShort(at, (short) value, BIG_ENDIAN);
    }
}
