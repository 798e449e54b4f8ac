package io.robustmq.loadgen.rig;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A lane's counts as other threads see them: the lane's core writes each cycle, the main thread
 * reads. Each cell is ordered after the ones written before it; together they are no snapshot.
 */
final class LaneCells {
    static final int SENT = 0;
    static final int RECEIVED = 1;
    static final int DUPLICATED = 2;
    static final int REORDERED = 3;
    static final int FOREIGN = 4;
    static final int CORRUPT = 5;
    static final int ACKNOWLEDGED = 6;
    static final int REFUSED = 7;
    static final int LAST_RECEIVED_NS = 8;
    static final int BUSY_NS = 9;
    static final int CLOSED = 10;
    static final int REACHED = 11;
    static final int COUNT = 12;

    private static final int CACHE_LINE = 128;

    private final UnsafeBuffer cells =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(COUNT * Long.BYTES, CACHE_LINE));

    void show(Tally tally, long busyNs, long closed) {
        put(SENT, tally.sent);
        put(RECEIVED, tally.received);
        put(DUPLICATED, tally.duplicated);
        put(REORDERED, tally.reordered);
        put(FOREIGN, tally.foreign);
        put(CORRUPT, tally.corrupt);
        put(ACKNOWLEDGED, tally.acknowledged);
        put(REFUSED, tally.refused);
        put(LAST_RECEIVED_NS, tally.lastReceivedNs);
        put(BUSY_NS, busyNs);
        put(CLOSED, closed);
    }

    /** Deliveries there should have been, judged by the newest of each publisher. */
    void showReached(long deliveries) {
        put(REACHED, deliveries);
    }

    private void put(int cell, long value) {
        cells.putLongRelease(cell * Long.BYTES, value);
    }

    long get(int cell) {
        return cells.getLongVolatile(cell * Long.BYTES);
    }
}
