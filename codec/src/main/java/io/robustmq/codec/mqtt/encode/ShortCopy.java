package io.robustmq.codec.mqtt.encode;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Copy for topics and small payloads, where calling the general copy costs more than copying. */
final class ShortCopy {
    /** Above this the general copy wins. */
    private static final int BYTES_MAX = 64;

    private ShortCopy() {}

    /** Writes exactly {@code length} bytes; the ranges do not overlap. */
    static void copy(
            MutableDirectBuffer target, int at, DirectBuffer source, int offset, int length) {
        if (length < Long.BYTES || length > BYTES_MAX) {
            target.putBytes(at, source, offset, length);
            return;
        }
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            target.putLong(at + i, source.getLong(offset + i));
        }
        target.putLong(at + last, source.getLong(offset + last)); // may cover bytes copied already
    }
}
