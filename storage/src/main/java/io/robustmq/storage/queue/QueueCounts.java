package io.robustmq.storage.queue;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What frames say of a queue: how much it ever got and how much was taken out. It is a pair of rows
 * in the tables, so that a start need not count messages. The thread of the shard's core.
 */
final class QueueCounts {
    private long next;
    private long enqueuedBytes;
    private boolean mayShare;
    private long removed;
    private long removedBytes;
    private long low;
    private long sweepTo;

    void enqueued(EnqueuedFlyweight frame, int index) {
        next = frame.sequence(index) + 1;
        enqueuedBytes = frame.enqueuedBytes(index);
        mayShare = frame.mayShare(index);
    }

    void readTail(DirectBuffer row, int offset) {
        next = QueueTables.next(row, offset);
        enqueuedBytes = QueueTables.enqueuedBytes(row, offset);
        mayShare = QueueTables.mayShare(row, offset);
    }

    /** From a frame; from a row when that is taken to begin before its queue. */
    void readHead(DirectBuffer frame, int offset) {
        removed = HeadFlyweight.removed(frame, offset);
        removedBytes = HeadFlyweight.removedBytes(frame, offset);
        low = HeadFlyweight.low(frame, offset);
        sweepTo = HeadFlyweight.sweepTo(frame, offset);
    }

    /**
     * Puts the head as it is when so much more is taken out.
     *
     * @param itsLow nothing lies before it
     */
    void putHead(
            MutableDirectBuffer to,
            long queue,
            long messages,
            long bytes,
            long itsLow,
            long sweep) {
        HeadFlyweight.put(
                to, queue, removed + messages, removedBytes + bytes, Math.max(low, itsLow), sweep);
    }

    /** The sequence of the next message. */
    long next() {
        return next;
    }

    /** Bytes of all bodies that ever came. */
    long enqueuedBytes() {
        return enqueuedBytes;
    }

    /** Other queues may have some of its messages too. */
    boolean mayShare() {
        return mayShare;
    }

    /** Nothing lies before it. */
    long low() {
        return low;
    }

    /** {@link HeadFlyweight#ALL}: deleted. */
    long sweepTo() {
        return sweepTo;
    }

    long messages() {
        return next - removed;
    }

    long bytes() {
        return enqueuedBytes - removedBytes;
    }
}
