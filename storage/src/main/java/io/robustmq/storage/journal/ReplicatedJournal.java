package io.robustmq.storage.journal;

import org.agrona.DirectBuffer;

/** A core's journal as replication sees it: frames under the epoch of whoever wrote them first. */
public interface ReplicatedJournal extends Journal {
    /**
     * As {@link Journal#append}, in the reign {@code epoch} of the shard's leader.
     *
     * @param type also one of the journal's own, {@link FrameFlyweight#EPOCH}, with the payload of
     *     {@link ReignFlyweight}
     */
    long append(
            int shard,
            int type,
            int epoch,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length);

    /**
     * Lets the shard's stream go on at an earlier position: what lay behind it is void. What {@link
     * #committed} says is of the stream before it until {@link #reached} has passed {@link
     * #handOver}.
     *
     * @param epochKept of the last frame before the position
     * @param epochCut of the stream's last frame, which is void then
     * @param epoch the reign in which it happens
     * @return the position, or {@link #FENCED}
     */
    long truncate(int shard, long position, int epochKept, int epochCut, int epoch);
}
