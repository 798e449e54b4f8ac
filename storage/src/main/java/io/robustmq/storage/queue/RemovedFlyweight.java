package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Messages that a queue is done with. Little-endian; behind the {@link HeadFlyweight}:
 *
 * <pre>
 * 40: | items: 4 | 0: 4 | then each item:
 * 0          8        16     20
 * | sequence | number | rows | left |
 * </pre>
 *
 * <p>An item is {@code rows} messages from {@code sequence} on that no other queue has, number −1;
 * or one that others had too, its number, and how many of them still have it: none, then it is
 * free. The highest bit of {@code left}: it had been given back.
 */
final class RemovedFlyweight {
    static final int ITEM_BYTES = 24;

    private static final int ITEMS_AT = HeadFlyweight.BYTES;
    private static final int FIRST_AT = ITEMS_AT + 8;
    private static final int NUMBER_AT = 8;
    private static final int ROWS_AT = 16;
    private static final int LEFT_AT = 20;
    private static final int WAS_RETURNED = 1 << 31;

    private RemovedFlyweight() {}

    static int bytes(int items) {
        return FIRST_AT + items * ITEM_BYTES;
    }

    /** How many items a frame has at most. */
    static int itemsMax(int payloadBytes) {
        return (payloadBytes - FIRST_AT) / ITEM_BYTES;
    }

    static void putItems(MutableDirectBuffer to, int items) {
        to.putLong(ITEMS_AT, items, LITTLE_ENDIAN);
    }

    static void putItem(
            MutableDirectBuffer to,
            int item,
            long sequence,
            long number,
            int left,
            boolean wasReturned) {
        int at = at(0, item);
        to.putLong(at, sequence, LITTLE_ENDIAN);
        to.putLong(at + NUMBER_AT, number, LITTLE_ENDIAN);
        to.putInt(at + ROWS_AT, 1, LITTLE_ENDIAN);
        to.putInt(at + LEFT_AT, left | (wasReturned ? WAS_RETURNED : 0), LITTLE_ENDIAN);
    }

    /** The item takes one row more. */
    static void extend(MutableDirectBuffer to, int item) {
        int at = at(0, item) + ROWS_AT;
        to.putInt(at, to.getInt(at, LITTLE_ENDIAN) + 1, LITTLE_ENDIAN);
    }

    static int items(DirectBuffer from, int at) {
        return from.getInt(at + ITEMS_AT, LITTLE_ENDIAN);
    }

    /** Where an item is. */
    static int at(int at, int item) {
        return at + FIRST_AT + item * ITEM_BYTES;
    }

    static long sequence(DirectBuffer from, int itemAt) {
        return from.getLong(itemAt, LITTLE_ENDIAN);
    }

    static long number(DirectBuffer from, int itemAt) {
        return from.getLong(itemAt + NUMBER_AT, LITTLE_ENDIAN);
    }

    static int rows(DirectBuffer from, int itemAt) {
        return from.getInt(itemAt + ROWS_AT, LITTLE_ENDIAN);
    }

    static int left(DirectBuffer from, int itemAt) {
        return from.getInt(itemAt + LEFT_AT, LITTLE_ENDIAN) & ~WAS_RETURNED;
    }

    static boolean wasReturned(DirectBuffer from, int itemAt) {
        return (from.getInt(itemAt + LEFT_AT, LITTLE_ENDIAN) & WAS_RETURNED) != 0;
    }
}
