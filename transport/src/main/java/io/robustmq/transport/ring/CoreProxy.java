package io.robustmq.transport.ring;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * Another core as one core sees it: its thread only may call. A full ring is an answer, not an
 * exception.
 *
 * <pre>{@code
 * int at = proxy.claimRequest(TYPE, length);
 * if (at != CoreProxy.REFUSED) { encode(proxy.requests(), at); proxy.commitRequest(at); }
 * }</pre>
 */
@OwnedBy(Core.class)
public final class CoreProxy {
    /** That core is behind: drop, or stop reading the source and try later. */
    public static final int REFUSED = -1;

    private final RingBuffer requests;
    private long refused;
    private boolean touched;

    CoreProxy(RingBuffer requests) {
        this.requests = requests;
    }

    /**
     * @param type 1 or more
     * @return where in {@link #requests()} to write exactly {@code length} bytes, or {@link
     *     #REFUSED}
     */
    public int claimRequest(int type, int length) {
        int at = requests.tryClaim(type, length);
        if (at < 0) {
            refused++;
            return REFUSED;
        }
        return at;
    }

    public AtomicBuffer requests() {
        return requests.buffer();
    }

    /** What was claimed is written: the other core may read it. */
    public void commitRequest(int at) {
        requests.commit(at);
        touched = true;
    }

    /** What was claimed is not wanted after all. */
    public void abortRequest(int at) {
        requests.abort(at);
        touched = true;
    }

    /**
     * @return false when refused
     */
    public boolean offerRequest(int type, DirectBuffer source, int offset, int length) {
        int at = claimRequest(type, length);
        if (at == REFUSED) {
            return false;
        }
        requests().putBytes(at, source, offset, length);
        commitRequest(at);
        return true;
    }

    public int maxRequestBytes() {
        return requests.maxMsgLength();
    }

    /** Whether something was written since the last call. */
    boolean takeTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    /** Requests refused so far. */
    public long refused() {
        return refused;
    }

    /** Bytes the other core has not read yet. */
    public int requestBytesPending() {
        return requests.size();
    }
}
