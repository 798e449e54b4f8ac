package io.robustmq.storage.journal;

import org.agrona.DirectBuffer;

/** Gets frames in the order of the journal. */
public interface FrameVisitor {
    /**
     * @param shardPosition of the frame's first byte in its shard's stream
     * @param journalPosition of the frame's first byte in the journal
     * @param buffer valid until this call returns; the payload is at {@code offset}, the frame's
     *     header just before it
     */
    void onFrame(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer buffer,
            int offset,
            int length);

    /**
     * How many bytes of such a frame's payload it looks at: others need not be there when what this
     * process wrote a moment ago is gone through.
     */
    default int payloadBytesSeen(int type) {
        return Integer.MAX_VALUE;
    }
}
