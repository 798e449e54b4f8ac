package io.robustmq.storage.state;

import org.agrona.MutableDirectBuffer;

/** Ranges of keys that begin alike. */
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
}
