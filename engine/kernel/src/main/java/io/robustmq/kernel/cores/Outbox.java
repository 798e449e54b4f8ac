package io.robustmq.kernel.cores;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.cores.concurrent.LargeBodies;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CounterCells;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.ring.CoreProxy;
import java.util.ArrayDeque;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;

/**
 * One core's messages to another, in order. What must arrive waits here while the ring is full, and
 * whatever comes later stays behind it. Whoever posts bounds what may be under way, so this queue
 * needs no limit of its own.
 *
 * <pre>
 * 0     8
 * | tag | body            |    little-endian
 * | tag |                      type + LARGE: the body is the next of the large ones
 * </pre>
 */
@OwnedBy(Core.class)
final class Outbox {
    /** Added to the type of a message whose body is beside the ring. */
    static final int LARGE = 1 << 16;

    static final int TAG_BYTES = Long.BYTES;

    /** A ring takes messages up to this part of itself. */
    private static final int LARGEST_SHARE = 8;

    private final CoreProxy proxy;
    private final LargeBodies largeBodies;
    private final CounterCells<LinkCell> cells;
    private final int bodyBytesMax;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /** Bytes of the ring that are free for certain. */
    private long roomBytes;

    Outbox(CoreProxy proxy, LargeBodies largeBodies, CounterCells<LinkCell> cells) {
        this.proxy = proxy;
        this.largeBodies = largeBodies;
        this.cells = cells;
        this.bodyBytesMax = proxy.maxRequestBytes() - TAG_BYTES;
    }

    private record Waiting(int type, long tag, UnsafeBuffer body) {}

    /** Longest body that goes through the ring itself. */
    int bodyBytesMax() {
        return bodyBytesMax;
    }

    /** True when a body of this length would not have to wait; else it counts as refused. */
    boolean hasRoom(int bodyBytes) {
        if (waiting.isEmpty() && ringHasRoom(bodyBytes)) {
            return true;
        }
        cells.add(LinkCell.RING_REFUSALS, 1);
        return false;
    }

    private boolean ringHasRoom(int bodyBytes) {
        boolean isLarge = bodyBytes > bodyBytesMax;
        if (isLarge && !largeBodies.hasRoom(bodyBytes)) {
            return false;
        }
        long needed = needed(isLarge ? TAG_BYTES : TAG_BYTES + bodyBytes);
        if (roomBytes < needed) {
            roomBytes =
                    (long) proxy.maxRequestBytes() * LARGEST_SHARE - proxy.requestBytesPending();
        }
        return roomBytes >= needed;
    }

    /** With as much padding as the ring's end may ask for, and the next record's header. */
    private static long needed(int bytes) {
        int record =
                BitUtil.align(bytes + RecordDescriptor.HEADER_LENGTH, RecordDescriptor.ALIGNMENT);
        return 2L * record + RecordDescriptor.HEADER_LENGTH;
    }

    void post(int type, long tag, DirectBuffer body, int offset, int length) {
        if (hasRoom(length)) {
            write(type, tag, body, offset, length);
        } else {
            UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
            copy.putBytes(0, body, offset, length);
            waiting.addLast(new Waiting(type, tag, copy));
            cells.add(LinkCell.RING_WAITING, 1);
        }
    }

    private void write(int type, long tag, DirectBuffer body, int offset, int length) {
        boolean isLarge = length > bodyBytesMax;
        int bytes = isLarge ? TAG_BYTES : TAG_BYTES + length;
        if (isLarge) {
            largeBodies.add(body, offset, length);
        }
        roomBytes -= needed(bytes);
        int at = proxy.claimRequest(isLarge ? type + LARGE : type, bytes);
        if (at == CoreProxy.REFUSED) {
            throw new IllegalStateException("ring has less room than it said");
        }
        proxy.requests().putLong(at, tag, LITTLE_ENDIAN);
        if (!isLarge) {
            proxy.requests().putBytes(at + TAG_BYTES, body, offset, length);
        }
        proxy.commitRequest(at);
    }

    /**
     * Writes what waits, as far as there is room.
     *
     * @return messages written, plus those still waiting
     */
    int flush() {
        int work = waiting.size();
        for (Waiting first = waiting.peekFirst();
                first != null && ringHasRoom(first.body.capacity());
                first = waiting.peekFirst()) {
            write(first.type, first.tag, first.body, 0, first.body.capacity());
            waiting.removeFirst();
            cells.add(LinkCell.RING_WAITING, -1);
        }
        return work;
    }
}
