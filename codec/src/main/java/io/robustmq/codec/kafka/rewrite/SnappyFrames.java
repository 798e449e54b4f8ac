package io.robustmq.codec.kafka.rewrite;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Looks over Snappy's frames before the library does, which takes memory as their lengths say.
 *
 * <pre>
 *   | 0x82 S N A P P Y 0, 8 | version, 4 | compatible, 4 | { length, 4 | bytes }
 * bytes:  opened length, seven bits a byte, the lowest first | …
 * </pre>
 *
 * Without the magic, as some producers have it, there are such bytes alone.
 */
final class SnappyFrames {
    private static final long MAGIC = 0x82534e4150505900L;
    private static final int HEADER_BYTES = 16;
    private static final int VARINT_BYTES_MAX = 5;

    private SnappyFrames() {}

    /**
     * @return 0 when no length says more than there is or may be taken; else what {@link
     *     RecordsCodec#open} answers
     */
    static int check(DirectBuffer from, int offset, int length, int bytesMax) {
        int end = offset + length;
        if (length < HEADER_BYTES || from.getLong(offset, BIG_ENDIAN) != MAGIC) {
            return openedBytes(from, offset, length) > bytesMax ? RecordsCodec.TOO_LARGE : 0;
        }
        long opened = 0;
        for (int at = offset + HEADER_BYTES; at < end; ) {
            int size = end - at < Integer.BYTES ? -1 : from.getInt(at, BIG_ENDIAN);
            at += Integer.BYTES;
            if (size <= 0 || size > end - at) {
                return RecordsCodec.MALFORMED;
            }
            opened += openedBytes(from, at, size);
            if (opened > bytesMax) {
                return RecordsCodec.TOO_LARGE;
            }
            at += size;
        }
        return 0;
    }

    private static long openedBytes(DirectBuffer from, int at, int size) {
        long value = 0;
        for (int i = 0; i < Math.min(size, VARINT_BYTES_MAX); i++) {
            byte next = from.getByte(at + i);
            value |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                break;
            }
        }
        return value;
    }
}
