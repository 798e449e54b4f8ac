package io.robustmq.storage.journal;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One core's way into the node's append-only log. State that must outlive its connection changes
 * only by frames appended here and then applied; an acknowledgement waits until what it promises
 * has been reached.
 *
 * <p>Two kinds of positions. A <em>shard position</em> counts the bytes of one shard's stream from
 * 0, framing included. A <em>hand-over position</em> counts what this core has appended since the
 * start, all shards together: one number for everything a cycle did. Owned by one core's thread.
 */
public interface Journal {
    /** From {@link #append}: journal or shard takes nothing more, now or ever; see its log. */
    long FENCED = -1;

    /**
     * Appends one frame to a shard's stream; never blocks. While the writer keeps up it allocates
     * nothing.
     *
     * @param shard 0 to the node's shard count
     * @param type 0 to {@link FrameFlyweight#LAST_TYPE}: what the payload is; the journal does not
     *     look inside
     * @param length at most {@link #maxPayloadBytes}
     * @return the stream's position behind the frame, greater than any before it; or {@link
     *     #FENCED}
     */
    long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length);

    /**
     * As {@link #append(int, int, Durability, DirectBuffer, int, int)}, of a payload in two pieces:
     * who puts something in front of bytes that he does not own copies nothing himself.
     *
     * @param head in front, from its beginning on
     */
    default long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer head,
            int headLength,
            DirectBuffer payload,
            int offset,
            int length) {
        UnsafeBuffer whole = new UnsafeBuffer(new byte[headLength + length]);
        whole.putBytes(0, head, 0, headLength);
        whole.putBytes(headLength, payload, offset, length);
        return append(shard, type, durability, whole, 0, whole.capacity());
    }

    /**
     * Makes the frame longer that this core appended last: what goes on where another event ended
     * needs no frame of its own. Possible until {@link #doWork} hands it over.
     *
     * @param shard the frame's
     * @param type the frame's
     * @param durability of the frame as it is then, if that is more than it was
     * @return false when it can't be made longer: nothing has changed, what is to be kept needs a
     *     frame
     */
    default boolean extend(
            int shard, int type, Durability durability, DirectBuffer more, int offset, int length) {
        return false;
    }

    /**
     * True while the writer has to do something for this core and may have no CPU but the core's:
     * who is not about to sleep gives it away for a moment.
     */
    default boolean needsCpu() {
        return false;
    }

    /** The longest payload of one frame. What is larger is appended in parts. */
    int maxPayloadBytes();

    /**
     * True while the writer has more than its ring holds. What is appended now is kept in order,
     * but takes memory: whoever can wait should.
     */
    boolean isBehind();

    /**
     * True while so much has no room in the ring that whatever appends should wait, not only what
     * publishes.
     */
    default boolean isCrowded() {
        return false;
    }

    /** Shard position behind the last frame appended; 0 before the first. */
    long appended(int shard);

    /** Everything of this shard's stream before this position survives the end of the process. */
    long written(int shard);

    /** Everything of this shard's stream before this position is synced here and replicated. */
    long committed(int shard);

    /** Hand-over position behind the last frame appended. */
    long handOver();

    /** Everything this core handed over before this position keeps what the policy promises. */
    long reached(Durability durability);

    /**
     * Once per cycle: hands the appended frames to the writer. What was appended since the last
     * call is one step: after any end of the process or the machine all of it is there, or nothing.
     *
     * @return frames handed over
     */
    int doWork();
}
