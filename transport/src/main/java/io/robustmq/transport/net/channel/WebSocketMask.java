package io.robustmq.transport.net.channel;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Masking of RFC 6455 §5.3, eight bytes at a time; the same function masks and unmasks. */
final class WebSocketMask {
    private WebSocketMask() {}

    /**
     * Source and target may be one buffer if the target does not lie behind the source.
     *
     * @param mask the key as read or written in native byte order, its first byte in memory for the
     *     first payload byte
     * @return the key for the byte that follows
     */
    static int apply(
            int mask,
            DirectBuffer source,
            int from,
            MutableDirectBuffer target,
            int to,
            int length) {
        long wide = (mask & 0xffff_ffffL) | ((long) mask << 32);
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            target.putLong(to + i, source.getLong(from + i) ^ wide);
        }
        int key = mask;
        for (; i < length; i++) {
            target.putByte(to + i, (byte) (source.getByte(from + i) ^ key));
            key =
                    Integer.rotateRight(
                            key, Byte.SIZE); // little-endian: the low byte comes first in memory
        }
        return key;
    }
}
