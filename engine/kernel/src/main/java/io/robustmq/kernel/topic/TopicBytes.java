package io.robustmq.kernel.topic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * What is asked of topic bytes without decoding them, eight bytes at a time where there are so
 * many.
 */
public final class TopicBytes {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long K0 = 0x9E3779B97F4A7C15L;
    private static final long K1 = 0xD1B54A32D192ED03L;
    private static final long SLASHES = 0x2F2F2F2F2F2F2F2FL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private TopicBytes() {}

    /**
     * A seeded hash, so that names that collide cannot be chosen beforehand.
     *
     * @return 64 bits, all of them usable
     */
    public static long hash(DirectBuffer buffer, int offset, int length, long seed) {
        long hash = seed ^ length * K0;
        int at = offset;
        int limit = offset + length;
        for (; limit - at >= Long.BYTES; at += Long.BYTES) {
            hash = fold(hash ^ longAt(buffer, at), K1);
        }
        return fold(hash ^ tail(buffer, at, limit - at), K0);
    }

    /** True when the array's bytes and the view's are the same. */
    public static boolean equal(byte[] bytes, DirectBuffer buffer, int offset, int length) {
        if (bytes.length != length) {
            return false;
        }
        int i = 0;
        for (; length - i >= Long.BYTES; i += Long.BYTES) {
            if ((long) LONGS.get(bytes, i) != longAt(buffer, offset + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (bytes[i] != buffer.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * @return where the next {@code /} stands, {@code limit} if there is none
     */
    public static int levelEnd(DirectBuffer buffer, int from, int limit) {
        int at = from;
        for (; limit - at >= Long.BYTES; at += Long.BYTES) {
            long difference = longAt(buffer, at) ^ SLASHES;
            long zeroBytes = (difference - ONES) & ~difference & HIGH_BITS; // lowest hit is exact
            if (zeroBytes != 0) {
                return at + (Long.numberOfTrailingZeros(zeroBytes) >>> 3);
            }
        }
        while (at < limit && buffer.getByte(at) != '/') {
            at++;
        }
        return at;
    }

    /** A hash of two ids. */
    static int hash(int a, int b, long seed) {
        return (int) (fold(seed ^ ((long) a << 32 | b), K1) >>> 16);
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }

    private static long longAt(DirectBuffer buffer, int at) {
        return buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
    }

    /** The last 0 to 7 bytes as one number, different for different bytes of the same length. */
    private static long tail(DirectBuffer buffer, int at, int length) {
        if (length >= Integer.BYTES) {
            long first = buffer.getInt(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFFFFFFL;
            long last = buffer.getInt(at + length - Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
            return first | last << 32;
        }
        if (length == 0) {
            return 0;
        }
        long first = buffer.getByte(at) & 0xFFL;
        long middle = buffer.getByte(at + (length >>> 1)) & 0xFFL;
        long last = buffer.getByte(at + length - 1) & 0xFFL;
        return first | middle << 8 | last << 16;
    }
}
