package io.robustmq.kernel.cores.concurrent;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.jctools.queues.SpscArrayQueue;

/**
 * Bodies from one core to another that are too long for their ring, as copies on the heap. Their
 * place among the other messages is kept by the ring, which names each after it was added here and
 * so publishes it: nothing is put together from parts, and rings need not be made for the longest
 * packet there is. Bounded in number and bytes; wait-free on both sides.
 */
public final class LargeBodies {
    /** Bodies on their way at one time. */
    static final int BODIES_MAX = 64;

    private final SpscArrayQueue<byte[]> bodies = new SpscArrayQueue<>(BODIES_MAX);
    private final AtomicLong takenBytes = new AtomicLong();
    private final long bytesMax;
    private long addedBytes;

    /**
     * @param bytesMax of those on their way; a single one may be longer
     */
    public LargeBodies(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Sender. */
    public boolean hasRoom(int bytes) {
        long underWay = addedBytes - takenBytes.getAcquire();
        return underWay == 0 || underWay + bytes <= bytesMax && bodies.size() < BODIES_MAX;
    }

    /** Sender, when there is room. */
    public void add(DirectBuffer body, int offset, int length) {
        byte[] copy = new byte[length];
        body.getBytes(offset, copy);
        addedBytes += length;
        if (!bodies.offer(copy)) {
            throw new IllegalStateException("more large bodies than there was room for");
        }
    }

    /** Receiver, once for each that the ring names. */
    public byte[] take() {
        byte[] body = bodies.poll();
        if (body == null) {
            throw new IllegalStateException("the ring names a large body that was not handed over");
        }
        takenBytes.lazySet(takenBytes.getPlain() + body.length);
        return body;
    }
}
