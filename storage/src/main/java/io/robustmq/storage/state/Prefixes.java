package io.robustmq.storage.state;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Order of keys, and ranges of those that begin alike. */
final class Prefixes {
    private Prefixes() {}

    /**
     * Turns a prefix, in place, into the first key behind all that begin with it.
     *
     * @param length of the prefix, whose first byte is a table and so never the highest
     * @return length of that key, 1 to {@code length}
     */
    static int behind(MutableDirectBuffer buffer, int offset, int length) {
        int last = length - 1;
        while (buffer.getByte(offset + last) == (byte) 0xff) {
            last--;
        }
        buffer.putByte(offset + last, (byte) (buffer.getByte(offset + last) + 1));
        return last + 1;
    }

    /** Byte by byte, unsigned; of two that begin alike the shorter is the lower. */
    static int compare(
            DirectBuffer left,
            int leftOffset,
            int leftLength,
            DirectBuffer right,
            int rightOffset,
            int rightLength) {
        for (int i = 0; i < Math.min(leftLength, rightLength); i++) {
            int difference =
                    (left.getByte(leftOffset + i) & 0xff) - (right.getByte(rightOffset + i) & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return leftLength - rightLength;
    }
}
