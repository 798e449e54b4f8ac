package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Lets those frames through that lie behind a point, if there each shard's stream goes on without a
 * gap: a shard for which it does not is damaged. One thread.
 */
final class ReplayGate implements FrameVisitor {
    private final long fromPosition;
    private final long[] next;
    private final boolean[] damaged;
    private final FrameVisitor visitor;

    ReplayGate(JournalPoint from, boolean[] damaged, FrameVisitor visitor) {
        this.fromPosition = from.journalPosition();
        this.next = from.shardPositions().clone();
        this.damaged = damaged;
        this.visitor = visitor;
    }

    @Override
    public void onFrame(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer buffer,
            int offset,
            int length) {
        if (journalPosition < fromPosition) {
            return;
        }
        if (shardPosition != next[shard]) {
            damaged[shard] = true;
            return;
        }
        next[shard] =
                type == FrameFlyweight.TRUNCATE
                        ? buffer.getLong(offset, LITTLE_ENDIAN)
                        : shardPosition + FrameFlyweight.framedBytes(length);
        visitor.onFrame(shard, type, shardPosition, journalPosition, buffer, offset, length);
    }

    /** After the last frame: streams that do not end where the journal says miss frames. */
    void close(long[] ends) {
        for (int shard = 0; shard < next.length; shard++) {
            damaged[shard] |= next[shard] != ends[shard];
        }
    }
}
