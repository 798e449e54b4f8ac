package io.robustmq.storage.journal;

import org.agrona.DirectBuffer;

/**
 * One core's way into the node's append-only log. State that must outlive its connection changes
 * only by frames appended here and then applied; an acknowledgement waits until the position its
 * append returned is committed.
 *
 * <p>Positions count the bytes of one shard's stream, from 0, framing included. Owned by one core's
 * thread.
 */
public interface Journal {
    /**
     * Appends one frame to a shard's stream; never blocks.
     *
     * @param shard 0 to the node's shard count
     * @param type what the payload is; the journal does not look inside
     * @return the stream's position behind the frame, greater than any before it
     */
    long append(int shard, int type, DirectBuffer payload, int offset, int length);

    /** Position behind the last frame appended to this shard; 0 before the first. */
    long appended(int shard);

    /** Everything of this shard's stream before this position is kept as its policy promises. */
    long committed(int shard);

    /**
     * Once per cycle: hands appended frames over and learns what became committed.
     *
     * @return frames that became committed by this call
     */
    int doWork();
}
