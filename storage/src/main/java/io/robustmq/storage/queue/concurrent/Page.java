package io.robustmq.storage.queue.concurrent;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a queue, read from the tables. It belongs to the core that asks, then to the thread
 * that reads, then to the core again: who hands it over touches it no more. A row in it:
 *
 * <pre>
 * 0          8        16           20        24
 * | sequence | number | references | returns | bodyLength | body, padded to 8 bytes
 * </pre>
 *
 * <p>{@code number} −1: no other queue has the message.
 */
public final class Page {
    private static final int NUMBER_AT = 8;
    private static final int REFERENCES_AT = 16;
    private static final int RETURNS_AT = 20;
    private static final int LENGTH_AT = 24;
    private static final int BODY_AT = 32;

    private final int rowsMax;
    private final int bytesMax;
    private UnsafeBuffer buffer;
    private long queue;
    private long from;
    private long to;
    private long askedAt;
    private int shard;
    private int rows;
    private int length;
    private int last;
    private long reached;
    private @Nullable String failure;

    /**
     * @param bytesMax of rows; one that is longer is read alone
     */
    public Page(int rowsMax, int bytesMax) {
        this.rowsMax = rowsMax;
        this.bytesMax = bytesMax;
        this.buffer = new UnsafeBuffer(new byte[bytesMax]);
    }

    /**
     * Empty, to be filled with rows from one sequence to before another.
     *
     * @param applied what of the shard's stream the tables had when it was asked for
     */
    public void ask(int itsShard, long itsQueue, long itsFrom, long itsTo, long applied) {
        shard = itsShard;
        queue = itsQueue;
        from = itsFrom;
        to = itsTo;
        askedAt = applied;
        rows = 0;
        length = 0;
        reached = itsTo;
        failure = null;
    }

    public int shard() {
        return shard;
    }

    public long queue() {
        return queue;
    }

    public long from() {
        return from;
    }

    public long to() {
        return to;
    }

    public long askedAt() {
        return askedAt;
    }

    // ---- the reading thread ----

    /** False: it is full, and what comes next is left for the next page. */
    public boolean hasRoom(int bodyLength) {
        return rows == 0 || (rows < rowsMax && length + rowBytes(bodyLength) <= bytesMax);
    }

    /** There is room. The body goes to {@link #bodyOffset} of {@link #buffer}. */
    public void add(long sequence, long number, int references, int bodyLength) {
        last = length;
        length += rowBytes(bodyLength);
        if (length > buffer.capacity()) {
            buffer = new UnsafeBuffer(new byte[length]);
        }
        buffer.putLong(last, sequence);
        buffer.putLong(last + NUMBER_AT, number);
        buffer.putInt(last + REFERENCES_AT, references);
        buffer.putInt(last + RETURNS_AT, 0);
        buffer.putInt(last + LENGTH_AT, bodyLength);
        rows++;
    }

    /** How often the last row's message was given back. */
    public void returned(int times) {
        buffer.putInt(last + RETURNS_AT, times);
    }

    /** Where the last row is. */
    public int last() {
        return last;
    }

    /** Rows from this sequence on were left. */
    public void endBefore(long sequence) {
        reached = sequence;
    }

    public void failed(String reason) {
        failure = reason;
        rows = 0;
    }

    // ---- the core ----

    public @Nullable String failure() {
        return failure;
    }

    public int rows() {
        return rows;
    }

    /** All before this sequence that was in the tables is in the page. */
    public long reached() {
        return reached;
    }

    public UnsafeBuffer buffer() {
        return buffer;
    }

    public long sequence(int row) {
        return buffer.getLong(row);
    }

    public long number(int row) {
        return buffer.getLong(row + NUMBER_AT);
    }

    public int references(int row) {
        return buffer.getInt(row + REFERENCES_AT);
    }

    public int returns(int row) {
        return buffer.getInt(row + RETURNS_AT);
    }

    public int bodyLength(int row) {
        return buffer.getInt(row + LENGTH_AT);
    }

    public static int bodyOffset(int row) {
        return row + BODY_AT;
    }

    /** Where the row behind this one is. */
    public int behind(int row) {
        return row + rowBytes(bodyLength(row));
    }

    private static int rowBytes(int bodyLength) {
        return BODY_AT + ((bodyLength + 7) & -8);
    }
}
