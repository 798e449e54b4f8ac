package io.robustmq.kernel.cores.concurrent;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.jctools.queues.SpscArrayQueue;

/**
 * Bodies too long for a ring, on their way beside it. {@link #add} and {@link #hasRoom} belong to
 * the sending core's thread, {@link #take} to the receiving one's; a body is added before the ring
 * says so, and the ring's order is what publishes it.
 */
final class LargeBodies {
    /** Bodies on their way at one time. */
    static final int BODIES_MAX = 64;

    /** Bytes of them; a single one may be longer. */
    static final long BYTES_MAX = 4L << 20;

    private final SpscArrayQueue<byte[]> bodies = new SpscArrayQueue<>(BODIES_MAX);
    private final AtomicLong takenBytes = new AtomicLong();
    private long addedBytes;

    boolean hasRoom(int bytes) {
        long underWay = addedBytes - takenBytes.getAcquire();
        return underWay == 0
                || underWay + bytes <= BYTES_MAX && bodies.size() < BODIES_MAX;
    }

    void add(DirectBuffer body, int offset, int length) {
        byte[] copy = new byte[length];
        body.getBytes(offset, copy);
        addedBytes += length;
        if (!bodies.offer(copy)) {
            throw new IllegalStateException("more large bodies than there was room for");
        }
    }

    byte[] take() {
        byte[] body = bodies.poll();
        if (body == null) {
            throw new IllegalStateException("the ring names a large body that was not handed over");
        }
        takenBytes.lazySet(takenBytes.getPlain() + body.length);
        return body;
    }
}
