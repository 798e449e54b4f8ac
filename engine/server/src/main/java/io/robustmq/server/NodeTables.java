package io.robustmq.server;

import io.robustmq.storage.log.LogApplier;
import io.robustmq.storage.log.LogFrames;
import io.robustmq.storage.state.FrameApplier;
import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;

/**
 * Each frame to who knows what it means for the tables. The applier's thread.
 *
 * @param events of protocols and kernel
 */
record NodeTables(FrameApplier events, LogApplier logs) implements FrameApplier {
    @Override
    public void apply(
            int shard,
            int type,
            long shardPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch batch) {
        throw new UnsupportedOperationException("where in the journal a frame lies matters");
    }

    @Override
    public void applyAt(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch batch) {
        FrameApplier to = LogFrames.isOfLog(type) ? logs : events;
        to.applyAt(shard, type, shardPosition, journalPosition, payload, offset, length, batch);
    }

    @Override
    public int payloadBytesSeen(int type) {
        return (LogFrames.isOfLog(type) ? logs : events).payloadBytesSeen(type);
    }

    @Override
    public void complete(StateBatch batch) {
        events.complete(batch);
        logs.complete(batch);
    }

    @Override
    public int pendingBytes() {
        return events.pendingBytes() + logs.pendingBytes();
    }
}
