package io.robustmq.transport.net.channel;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An endless sequence of bytes that both sides can compute, so that order, loss and damage all
 * show.
 */
final class ByteStream {
    private ByteStream() {}

    static byte at(long position) {
        long mixed = position * 0x9E3779B97F4A7C15L;
        return (byte) (mixed >>> 56);
    }

    static void fill(MutableDirectBuffer buffer, int offset, int length, long position) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(offset + i, at(position + i));
        }
    }

    static byte[] bytes(long position, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(position + i);
        }
        return bytes;
    }

    /**
     * @return the first position that is wrong, or −1
     */
    static long mismatch(DirectBuffer buffer, int offset, int length, long position) {
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != at(position + i)) {
                return position + i;
            }
        }
        return -1;
    }
}
