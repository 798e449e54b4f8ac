package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What a sender sent last; without the sender it is its row's value, and the sender alone the frame
 * that forgets it. Little-endian.
 *
 * <pre>
 * 0        8          16
 * | sender | sequence | seenMs |
 * </pre>
 */
final class SenderFlyweight {
    static final int BYTES = 24;
    static final int VALUE_AT = 8;
    static final int VALUE_BYTES = BYTES - VALUE_AT;

    private static final int SEQUENCE_AT = 8;
    private static final int SEEN_AT = 16;

    private SenderFlyweight() {}

    static void put(MutableDirectBuffer to, long sender, long sequence, long seenMs) {
        to.putLong(0, sender, LITTLE_ENDIAN);
        to.putLong(SEQUENCE_AT, sequence, LITTLE_ENDIAN);
        to.putLong(SEEN_AT, seenMs, LITTLE_ENDIAN);
    }

    static long sender(DirectBuffer from, int at) {
        return from.getLong(at, LITTLE_ENDIAN);
    }

    static long sequence(DirectBuffer from, int at) {
        return from.getLong(at + SEQUENCE_AT, LITTLE_ENDIAN);
    }

    static long seenMs(DirectBuffer from, int at) {
        return from.getLong(at + SEEN_AT, LITTLE_ENDIAN);
    }
}
