package io.robustmq.kafka.response;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One answer's place in its connection's line, with its bytes once they are known. Pooled: nobody
 * keeps it after {@link #send} and the like.
 */
@OwnedBy(Core.class)
public final class Response {
    private static final int FIRST_BYTES = 256;

    /** A buffer that grew beyond this is not kept for the next answer. */
    private static final int KEPT_BYTES_MAX = 64 << 10;

    private final Responses owner;
    private ExpandableArrayBuffer bytes = new ExpandableArrayBuffer(FIRST_BYTES);
    private int length;
    private int sent;
    private boolean isReady;
    private boolean isWaiting;
    private long mark;
    private @Nullable ResponseLine line;

    /** Behind it in its line, in the queue of those that wait, or among the free ones. */
    private @Nullable Response next;

    private @Nullable Response nextWaiting;

    Response(Responses owner) {
        this.owner = owner;
    }

    void begin(ResponseLine of) {
        line = of;
        length = 0;
        sent = 0;
        isReady = false;
        isWaiting = false;
    }

    void clear() {
        line = null;
        next = null;
        nextWaiting = null;
        if (bytes.capacity() > KEPT_BYTES_MAX) {
            bytes = new ExpandableArrayBuffer(FIRST_BYTES);
        }
    }

    /** Where the answer is written, with its size in front. */
    public MutableDirectBuffer bytes() {
        return bytes;
    }

    /** The answer's bytes are all there, but do not leave yet. */
    public void length(int inAll) {
        length = inAll;
    }

    public int length() {
        return length;
    }

    /** It leaves as soon as those before it have. */
    public void send() {
        isReady = true;
        ResponseLine to = line;
        if (to == null) {
            owner.give(this);
        } else {
            to.flush();
        }
    }

    /** False when the connection is gone. */
    public boolean isWanted() {
        return line != null;
    }

    /** The connection is gone: whoever still holds it gives it back. */
    void abandon() {
        line = null;
        if (isReady && !isWaiting) {
            owner.give(this);
        }
    }

    // ---- the line's and the queues' ----

    int sent() {
        return sent;
    }

    void sent(int bytesSent) {
        sent = bytesSent;
    }

    boolean isReady() {
        return isReady;
    }

    long mark() {
        return mark;
    }

    void await(long until) {
        mark = until;
        isWaiting = true;
    }

    void reached() {
        isWaiting = false;
        send();
    }

    @Nullable Response next() {
        return next;
    }

    void next(@Nullable Response following) {
        next = following;
    }

    @Nullable Response nextWaiting() {
        return nextWaiting;
    }

    void nextWaiting(@Nullable Response following) {
        nextWaiting = following;
    }
}
