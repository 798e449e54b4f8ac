package io.robustmq.storage.queue;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The tables that queues come to. Keys are big-endian, so that they lie in order; values
 * little-endian.
 *
 * <pre>
 * QUEUES    shard: 2 | queue: 8                            → what was declared
 * TAILS     shard: 2 | queue: 8                            → nextSequence: 8 | enqueuedBytes: 8 | mayShare: 8
 * HEADS     shard: 2 | queue: 8                            → removed: 8 | removedBytes: 8 | low: 8 | sweepTo: 8
 * ROWS      shard: 2 | queue: 8 | sequence: 8 | 0: 1       → 0: 1 | body   or   1: 1 | number: 8 | bodyLength: 4
 *                                             | 1: 1       → returns: 4
 * MESSAGES  shard: 2 | number: 8 | 0: 1                    → references at first: 4 | body
 *                                | 1: 1                    → references left: 4
 * SENDERS   shard: 2 | sender: 8                           → sequence: 8 | seenMs: 8
 * </pre>
 *
 * <p>The body of a message that one queue has lies in its row: it is read with the row and goes
 * with it. That of others lies in MESSAGES, once.
 */
public final class QueueTables {
    public static final int QUEUES = 32;
    public static final int TAILS = 33;
    public static final int HEADS = 34;
    public static final int ROWS = 35;
    public static final int MESSAGES = 36;
    public static final int SENDERS = 37;

    static final int SHARD_BYTES = Short.BYTES;

    /** Of a key of QUEUES, TAILS, HEADS and SENDERS, and what is common to a queue's ROWS. */
    static final int ID_BYTES = SHARD_BYTES + Long.BYTES;

    static final int ROW_BYTES = ID_BYTES + Long.BYTES + 1;
    static final int MESSAGE_BYTES = ID_BYTES + 1;
    static final int TAIL_BYTES = 3 * Long.BYTES;

    static final byte CONTENT = 0;
    static final byte COUNT = 1;

    static final byte INLINE = 0;
    static final byte SHARED = 1;
    static final int SHARED_ROW_BYTES = 1 + Long.BYTES + Integer.BYTES;

    private static final int TAIL_ENQUEUED_BYTES_AT = 8;
    private static final int TAIL_MAY_SHARE_AT = 16;
    private static final int ROW_LENGTH_AT = 1 + Long.BYTES;

    private QueueTables() {}

    /** Of a queue, sender or message. */
    static int putId(MutableDirectBuffer to, int shard, long id) {
        to.putShort(0, (short) shard, BIG_ENDIAN);
        to.putLong(SHARD_BYTES, id, BIG_ENDIAN);
        return ID_BYTES;
    }

    static long id(DirectBuffer key, int offset) {
        return key.getLong(offset + SHARD_BYTES, BIG_ENDIAN);
    }

    static int putRow(MutableDirectBuffer to, int shard, long queue, long sequence, byte kind) {
        putId(to, shard, queue);
        to.putLong(ID_BYTES, sequence, BIG_ENDIAN);
        to.putByte(ROW_BYTES - 1, kind);
        return ROW_BYTES;
    }

    static long sequence(DirectBuffer key, int offset) {
        return key.getLong(offset + ID_BYTES, BIG_ENDIAN);
    }

    static byte kind(DirectBuffer key, int offset, int length) {
        return key.getByte(offset + length - 1);
    }

    static int putMessage(MutableDirectBuffer to, int shard, long number, byte kind) {
        putId(to, shard, number);
        to.putByte(MESSAGE_BYTES - 1, kind);
        return MESSAGE_BYTES;
    }

    static void putTail(MutableDirectBuffer to, long next, long enqueuedBytes, boolean mayShare) {
        to.putLong(0, next, LITTLE_ENDIAN);
        to.putLong(TAIL_ENQUEUED_BYTES_AT, enqueuedBytes, LITTLE_ENDIAN);
        to.putLong(TAIL_MAY_SHARE_AT, mayShare ? 1 : 0, LITTLE_ENDIAN);
    }

    static long next(DirectBuffer tail, int offset) {
        return tail.getLong(offset, LITTLE_ENDIAN);
    }

    static long enqueuedBytes(DirectBuffer tail, int offset) {
        return tail.getLong(offset + TAIL_ENQUEUED_BYTES_AT, LITTLE_ENDIAN);
    }

    static boolean mayShare(DirectBuffer tail, int offset) {
        return tail.getLong(offset + TAIL_MAY_SHARE_AT, LITTLE_ENDIAN) != 0;
    }

    static void putSharedRow(MutableDirectBuffer to, long number, int bodyLength) {
        to.putByte(0, SHARED);
        to.putLong(1, number, LITTLE_ENDIAN);
        to.putInt(ROW_LENGTH_AT, bodyLength, LITTLE_ENDIAN);
    }

    static long number(DirectBuffer row, int offset) {
        return row.getLong(offset + 1, LITTLE_ENDIAN);
    }

    static int bodyLength(DirectBuffer row, int offset) {
        return row.getInt(offset + ROW_LENGTH_AT, LITTLE_ENDIAN);
    }
}
