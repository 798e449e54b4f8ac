package io.robustmq.storage.log;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.disk.concurrent.UntouchedMemory;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The batches that a shard's logs took last, in memory, in the order of the stream; a ring in which
 * the oldest committed ones make room. Each entry knows the next of its log. Owned by the core.
 *
 * <pre>
 * 0            4          8           16              24             32        40
 * | entryBytes | logIndex | endOffset | behindPosition | previous    | next    | batch, to the next 8
 * </pre>
 *
 * <p>{@code behindPosition} is the stream's position behind the batch's frame, {@code previous} and
 * {@code next} are ring positions of the same log's entries, −1 for none. A negative {@code
 * entryBytes} says how many bytes are unused up to the ring's end.
 */
final class HotTail {
    static final int ENTRY_HEADER_BYTES = 40;
    static final long NONE = -1;

    private static final int LOG_INDEX_AT = 4;
    private static final int END_OFFSET_AT = 8;
    private static final int BEHIND_AT = 16;
    private static final int PREVIOUS_AT = 24;
    private static final int NEXT_AT = 32;

    private final UnsafeBuffer ring = new UnsafeBuffer(0, 0);
    private final int mask;
    private final Evicted onEvicted;
    private long head;
    private long tail;
    private long written;
    private long committed;

    /** Told that the oldest entry of a log goes. */
    interface Evicted {
        void onEvicted(int logIndex, long next);
    }

    /** Told how far a log has got. */
    interface Progress {
        void onProgress(int logIndex, long endOffset);
    }

    /** Takes its memory with the first batch, and of the machine as the ring is written. */
    HotTail(int bytes, Evicted onEvicted) {
        this.mask = bytes - 1;
        this.onEvicted = onEvicted;
    }

    private static int entryBytes(int batchBytes) {
        return (ENTRY_HEADER_BYTES + batchBytes + 7) & -8;
    }

    /**
     * Makes room for a batch, over old ones that are committed.
     *
     * @return false when what would have to go is not committed yet
     */
    boolean tryMakeRoom(int batchBytes) {
        if (ring.capacity() == 0) {
            ring.wrap(UntouchedMemory.allocate(mask + 1));
        }
        int wanted = entryBytes(batchBytes);
        int untilEnd = mask + 1 - index(tail);
        if (wanted > untilEnd) {
            if (!evictUntilFree(untilEnd)) {
                return false;
            }
            ring.putInt(index(tail), -untilEnd);
            tail += untilEnd;
        }
        return evictUntilFree(wanted);
    }

    private boolean evictUntilFree(int wanted) {
        while (mask + 1 - (tail - head) < wanted) {
            if (head >= committed) {
                skipPadding();
                if (head >= committed) {
                    return false;
                }
            }
            evict();
        }
        return true;
    }

    private void evict() {
        int at = index(head);
        int bytes = ring.getInt(at);
        if (bytes > 0) {
            onEvicted.onEvicted(ring.getInt(at + LOG_INDEX_AT), ring.getLong(at + NEXT_AT));
        }
        head += Math.abs(bytes);
    }

    /** Cursors that stand before unused bytes go over them. */
    private void skipPadding() {
        committed = overPadding(committed);
        written = Math.max(written, committed);
    }

    private long overPadding(long position) {
        return position < tail && ring.getInt(index(position)) < 0
                ? position - ring.getInt(index(position))
                : position;
    }

    /**
     * Adds a batch for which room was made, with its record offsets.
     *
     * @param previous the log's last entry, {@link #NONE} without
     * @return its position
     */
    long add(
            int logIndex,
            long baseOffset,
            int leaderEpoch,
            long behindPosition,
            long previous,
            DirectBuffer batch,
            int offset,
            int length) {
        long position = tail;
        int at = index(position);
        ring.putInt(at, entryBytes(length));
        ring.putInt(at + LOG_INDEX_AT, logIndex);
        ring.putLong(at + BEHIND_AT, behindPosition);
        ring.putLong(at + PREVIOUS_AT, previous);
        ring.putLong(at + NEXT_AT, NONE);
        ring.putBytes(at + ENTRY_HEADER_BYTES, batch, offset, length);
        RecordBatchFlyweight.patch(ring, at + ENTRY_HEADER_BYTES, baseOffset, leaderEpoch);
        ring.putLong(
                at + END_OFFSET_AT, RecordBatchFlyweight.endOffset(ring, at + ENTRY_HEADER_BYTES));
        if (previous != NONE) {
            ring.putLong(index(previous) + NEXT_AT, position);
        }
        tail = position + entryBytes(length);
        return position;
    }

    /** Tells of every entry that became written. */
    int written(long streamPosition, Progress progress) {
        long from = written;
        written = advance(written, streamPosition, progress);
        return (int) Math.min(Integer.MAX_VALUE, written - from);
    }

    /** Tells of every entry that became committed. */
    int committed(long streamPosition, Progress progress) {
        long from = committed;
        committed = advance(committed, streamPosition, progress);
        return (int) Math.min(Integer.MAX_VALUE, committed - from);
    }

    private long advance(long from, long streamPosition, Progress progress) {
        long position = overPadding(from);
        while (position < tail && ring.getLong(index(position) + BEHIND_AT) <= streamPosition) {
            int at = index(position);
            progress.onProgress(ring.getInt(at + LOG_INDEX_AT), ring.getLong(at + END_OFFSET_AT));
            position = overPadding(position + ring.getInt(at));
        }
        return position;
    }

    /** True while the position's entry is there and of the log. */
    boolean holds(long position, int logIndex) {
        return position >= head
                && position < tail
                && ring.getInt(index(position) + LOG_INDEX_AT) == logIndex;
    }

    long previous(long position) {
        long previous = ring.getLong(index(position) + PREVIOUS_AT);
        return previous >= head ? previous : NONE;
    }

    long next(long position) {
        return ring.getLong(index(position) + NEXT_AT);
    }

    long endOffset(long position) {
        return ring.getLong(index(position) + END_OFFSET_AT);
    }

    long baseOffset(long position) {
        return RecordBatchFlyweight.baseOffset(ring, batchAt(position));
    }

    int batchBytes(long position) {
        return RecordBatchFlyweight.sizeBytes(ring, batchAt(position));
    }

    /** Where in {@link #buffer} an entry's batch begins. */
    int batchAt(long position) {
        return index(position) + ENTRY_HEADER_BYTES;
    }

    DirectBuffer buffer() {
        return ring;
    }

    private int index(long position) {
        return (int) position & mask;
    }
}
