package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * All that waited in a queue whose messages no other queue has is taken out at once: the {@link
 * HeadFlyweight}, then the first sequence and the one behind the last.
 */
final class PurgedFlyweight {
    static final int BYTES = HeadFlyweight.BYTES + 2 * Long.BYTES;

    private static final int FROM_AT = HeadFlyweight.BYTES;
    private static final int TO_AT = FROM_AT + Long.BYTES;

    private PurgedFlyweight() {}

    static void put(MutableDirectBuffer to, long from, long behind) {
        to.putLong(FROM_AT, from, LITTLE_ENDIAN);
        to.putLong(TO_AT, behind, LITTLE_ENDIAN);
    }

    static long from(DirectBuffer buffer, int at) {
        return buffer.getLong(at + FROM_AT, LITTLE_ENDIAN);
    }

    static long to(DirectBuffer buffer, int at) {
        return buffer.getLong(at + TO_AT, LITTLE_ENDIAN);
    }
}
