package io.robustmq.transport.net;

import org.agrona.DirectBuffer;

/**
 * The meaning of one connection's bytes. Every method runs on the connection's core; none may
 * block.
 */
public interface ConnectionHandler {
    /**
     * Bytes in order, the unconsumed rest of earlier calls first. The view is valid only during the
     * call.
     *
     * @return how many were consumed, 0 to length; the rest is carried and comes again with what
     *     follows. The carried rest may not exceed {@link Connection#carryLimit()}, else the
     *     connection is closed: consume what you can't frame yet.
     */
    int onBytes(DirectBuffer buffer, int offset, int length);

    /**
     * How many more bytes it takes, behind those that the last {@link #onBytes} left, before it can
     * do anything with them; 0: it cannot tell. A hint that spares copies, not a promise.
     */
    default int bytesWanted() {
        return 0;
    }

    /**
     * The output drained below its low-water mark after a {@code claim} was refused; once per
     * refusal.
     */
    void onWritable();

    /** The connection is gone, by either side or by an error; last call, exactly once. */
    void onClosed();
}
