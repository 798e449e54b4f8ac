package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Messages given back to their queue. Little-endian.
 *
 * <pre>
 * 0       8       12  16
 * | queue | items | 0 | items × | sequence: 8 | returns: 4 | 0: 4 |
 * </pre>
 *
 * <p>{@code returns}: how often it was given back, this time included.
 */
final class ReturnedFlyweight {
    private static final int ITEMS_AT = 8;
    private static final int FIRST_AT = 16;
    private static final int ITEM_BYTES = 16;
    private static final int RETURNS_AT = 8;

    private ReturnedFlyweight() {}

    static int bytes(int items) {
        return FIRST_AT + items * ITEM_BYTES;
    }

    static int itemsMax(int payloadBytes) {
        return (payloadBytes - FIRST_AT) / ITEM_BYTES;
    }

    static void putHeader(MutableDirectBuffer to, long queue, int items) {
        to.putLong(0, queue, LITTLE_ENDIAN);
        to.putLong(ITEMS_AT, items, LITTLE_ENDIAN);
    }

    static void putItem(MutableDirectBuffer to, int item, long sequence, int returns) {
        to.putLong(at(0, item), sequence, LITTLE_ENDIAN);
        to.putLong(at(0, item) + RETURNS_AT, returns, LITTLE_ENDIAN);
    }

    static long queue(DirectBuffer from, int at) {
        return from.getLong(at, LITTLE_ENDIAN);
    }

    static int items(DirectBuffer from, int at) {
        return from.getInt(at + ITEMS_AT, LITTLE_ENDIAN);
    }

    private static int at(int at, int item) {
        return at + FIRST_AT + item * ITEM_BYTES;
    }

    static long sequence(DirectBuffer from, int at, int item) {
        return from.getLong(at(at, item), LITTLE_ENDIAN);
    }

    static int returns(DirectBuffer from, int at, int item) {
        return from.getInt(at(at, item) + RETURNS_AT, LITTLE_ENDIAN);
    }
}
