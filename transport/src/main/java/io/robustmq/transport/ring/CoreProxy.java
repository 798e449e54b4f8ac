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
 * if (proxy.reserveReply()) {                   // only when an answer will come
 *     int at = proxy.claimRequest(TYPE, length);
 *     if (at == CoreProxy.REFUSED) proxy.cancelReply();
 *     else { encode(proxy.requests(), at); proxy.commitRequest(at); }
 * }
 * }</pre>
 */
@OwnedBy(Core.class)
public final class CoreProxy {
    /** That core is behind: drop, or stop reading the source and try later. */
    public static final int REFUSED = -1;

    private final RingBuffer requests;
    private final RingBuffer replies;

    /** Replies that may be awaited from that core at a time. */
    private final int replySlots;

    private int repliesAwaited;
    private long refused;
    private boolean touched;

    CoreProxy(RingBuffer requests, RingBuffer replies, int replySlots) {
        this.requests = requests;
        this.replies = replies;
        this.replySlots = replySlots;
    }

    // ---- requests ----

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

    // ---- replies ----

    /**
     * Reserves room for one reply of that core to us, before asking for it.
     *
     * @return false when as many replies are awaited as there is room for
     */
    public boolean reserveReply() {
        if (repliesAwaited == replySlots) {
            refused++;
            return false;
        }
        repliesAwaited++;
        return true;
    }

    /** The question was not sent. */
    public void cancelReply() {
        repliesAwaited--;
    }

    void repliesArrived(int count) {
        repliesAwaited -= count;
        assert repliesAwaited >= 0 : "a reply that nobody reserved room for";
    }

    public int repliesAwaited() {
        return repliesAwaited;
    }

    /**
     * Answers a request of that core; its room was reserved by the asker.
     *
     * @param length up to {@link CoreRings#REPLY_BYTES_MAX}
     */
    public void reply(int type, DirectBuffer source, int offset, int length) {
        if (length > CoreRings.REPLY_BYTES_MAX || !replies.write(type, source, offset, length)) {
            throw new IllegalStateException(
                    "a reply of " + length + " bytes without reserved room, type " + type);
        }
        touched = true;
    }

    // ---- wake-up and counts ----

    /** Whether something was written since the last call. */
    boolean takeTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    /** Requests and reservations refused so far. */
    public long refused() {
        return refused;
    }

    /** Bytes the other core has not read yet. */
    public int requestBytesPending() {
        return requests.size();
    }
}
