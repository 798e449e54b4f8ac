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
    /** Longest reply; what is longer travels as a handle. */
    public static final int REPLY_BYTES_MAX = 120;

    /** What a reply takes of its ring: header, payload, alignment. */
    static final int REPLY_RECORD_BYTES = 128;

    private final int cores;
    private final int replySlots;
    private final RingBuffer[][] requests;
    private final RingBuffer[][] replies;
    private final AtomicReferenceArray<@Nullable Core> receivers;

    /**
     * @param requestBytes of each request ring, a power of two; a message may take an eighth of it
     * @param replyBytes of each reply ring, a power of two, 1 KiB or more
     */
    public CoreRings(int cores, int requestBytes, int replyBytes) {
        this.cores = cores;
        this.replySlots = replyBytes / REPLY_RECORD_BYTES - 1; // one is lost where the ring wraps
        this.requests = matrix(cores, requestBytes);
        this.replies = matrix(cores, replyBytes);
        this.receivers = new AtomicReferenceArray<>(cores);
    }

    /** What the rings of one ordered pair of cores take, for the memory sum. */
    public static long pairBytes(int requestBytes, int replyBytes) {
        return (long) requestBytes + replyBytes + 2L * RingBufferDescriptor.TRAILER_LENGTH;
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
                proxies[to] = new CoreProxy(requests[core][to], replies[core][to], replySlots);
            }
        }
        return new CoreOutbox(core, proxies, receivers);
    }

    /**
     * The reading side of one core.
     *
     * @param outbox of the same core: draining a reply gives its reserved room back
     */
    public CoreInbox inbox(
            CoreOutbox outbox, RingHandler onReply, RingHandler onRequest, CoreErrors errors) {
        int core = outbox.core();
        RingBuffer[] requestsIn = new RingBuffer[cores];
        RingBuffer[] repliesIn = new RingBuffer[cores];
        for (int from = 0; from < cores; from++) {
            requestsIn[from] = requests[from][core];
            repliesIn[from] = replies[from][core];
        }
        return new CoreInbox(outbox, requestsIn, repliesIn, onReply, onRequest, errors);
    }
}
