package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * How far a queue's beginning is gone: in front of every frame that takes messages out of it, and,
 * without the queue, the value of its row in the table of heads. Little-endian.
 *
 * <pre>
 * 0       8         16             24    32
 * | queue | removed | removedBytes | low | sweepTo |
 * </pre>
 *
 * <p>{@code removed} messages and their bytes were ever taken out; nothing lies before {@code low};
 * {@code sweepTo} is {@link #ALL} when the queue was deleted and what is left in it only waits to
 * be taken out, else 0.
 */
final class HeadFlyweight {
    static final int BYTES = 40;

    /** The value in the table begins here. */
    static final int VALUE_AT = 8;

    static final int VALUE_BYTES = BYTES - VALUE_AT;

    /** {@code sweepTo} of a queue that is being deleted. */
    static final long ALL = Long.MAX_VALUE;

    private static final int REMOVED_AT = 8;
    private static final int REMOVED_BYTES_AT = 16;
    private static final int LOW_AT = 24;
    private static final int SWEEP_TO_AT = 32;

    private HeadFlyweight() {}

    static void put(
            MutableDirectBuffer to,
            long queue,
            long removed,
            long removedBytes,
            long low,
            long sweepTo) {
        to.putLong(0, queue, LITTLE_ENDIAN);
        to.putLong(REMOVED_AT, removed, LITTLE_ENDIAN);
        to.putLong(REMOVED_BYTES_AT, removedBytes, LITTLE_ENDIAN);
        to.putLong(LOW_AT, low, LITTLE_ENDIAN);
        to.putLong(SWEEP_TO_AT, sweepTo, LITTLE_ENDIAN);
    }

    static long queue(DirectBuffer from, int at) {
        return from.getLong(at, LITTLE_ENDIAN);
    }

    static long removed(DirectBuffer from, int at) {
        return from.getLong(at + REMOVED_AT, LITTLE_ENDIAN);
    }

    static long removedBytes(DirectBuffer from, int at) {
        return from.getLong(at + REMOVED_BYTES_AT, LITTLE_ENDIAN);
    }

    static long low(DirectBuffer from, int at) {
        return from.getLong(at + LOW_AT, LITTLE_ENDIAN);
    }

    static long sweepTo(DirectBuffer from, int at) {
        return from.getLong(at + SWEEP_TO_AT, LITTLE_ENDIAN);
    }
}
