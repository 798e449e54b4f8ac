package io.robustmq.transport.ring;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreErrors;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The rings between all cores of a process, made at start, off-heap. Each core takes its own {@link
 * #outbox} and {@link #inbox} once and uses them on its thread only.
 */
public final class CoreRings {
    private final int cores;
    private final RingBuffer[][] requests;
    private final AtomicReferenceArray<@Nullable Core> receivers;

    /**
     * @param bytes of each ring, a power of two; a message may take an eighth of it
     */
    public CoreRings(int cores, int bytes) {
        this.cores = cores;
        this.requests = matrix(cores, bytes);
        this.receivers = new AtomicReferenceArray<>(cores);
    }

    /** What the ring of one ordered pair of cores takes, for the memory sum. */
    public static long pairBytes(int bytes) {
        return (long) bytes + RingBufferDescriptor.TRAILER_LENGTH;
    }

    private static RingBuffer[][] matrix(int cores, int bytes) {
        RingBuffer[][] rings = new RingBuffer[cores][cores];
        for (int from = 0; from < cores; from++) {
            for (int to = 0; to < cores; to++) {
                if (from != to) {
                    rings[from][to] = ring(bytes);
                }
            }
        }
        return rings;
    }

    private static RingBuffer ring(int bytes) {
        return new OneToOneRingBuffer(
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect(bytes + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    public int cores() {
        return cores;
    }

    /** Any thread: bytes of requests that core {@code to} has not read yet. */
    public int requestBytesPending(int from, int to) {
        return requests[from][to].size();
    }

    /** Any thread, once per core, when it runs: from then on writers can wake it. */
    public void attach(Core core) {
        receivers.set(core.index(), core);
    }

    /** The writing side of one core. */
    public CoreOutbox outbox(int core) {
        CoreProxy[] proxies = new CoreProxy[cores];
        for (int to = 0; to < cores; to++) {
            if (to != core) {
                proxies[to] = new CoreProxy(requests[core][to]);
            }
        }
        return new CoreOutbox(core, proxies, receivers);
    }

    /** The reading side of one core. */
    public CoreInbox inbox(int core, RingHandler onRequest, CoreErrors errors) {
        RingBuffer[] requestsIn = new RingBuffer[cores];
        for (int from = 0; from < cores; from++) {
            requestsIn[from] = requests[from][core];
        }
        return new CoreInbox(core, requestsIn, onRequest, errors);
    }
}
