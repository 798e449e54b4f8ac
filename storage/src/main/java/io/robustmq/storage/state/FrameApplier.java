package io.robustmq.storage.state;

import org.agrona.DirectBuffer;

/**
 * What a frame means for the tables. It looks at nothing but the frame and what it drew itself: the
 * same frames in the same order give tables that mean the same, whenever they are applied. Called
 * by the applier's thread.
 */
public interface FrameApplier {
    /**
     * Puts what the frame changes into the batch.
     *
     * @param shardPosition of the frame's first byte in its shard's stream
     * @param payload valid until this call returns
     * @throws java.io.UncheckedIOException when what was drawn before cannot be read: the journal
     *     is fenced
     * @throws RuntimeException when the frame means nothing: its shard stops there, for good
     */
    void apply(
            int shard,
            int type,
            long shardPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch batch);

    /**
     * As {@link #apply}, for who also keeps where in the journal the frame lies.
     *
     * @param journalPosition of the frame's first byte in the journal
     */
    default void applyAt(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch batch) {
        apply(shard, type, shardPosition, payload, offset, length, batch);
    }

    /** How many bytes of such a frame's payload it looks at; others need not be there. */
    default int payloadBytesSeen(int type) {
        return Integer.MAX_VALUE;
    }

    /**
     * The batch is about to be written: puts into it what was held back of the frames so far, which
     * might have needed no change.
     */
    void complete(StateBatch batch);

    /** Memory that {@link #complete} will give back. */
    int pendingBytes();

    /** One that holds nothing back; who passes frames on to others is none. */
    interface AtOnce extends FrameApplier {
        @Override
        default void complete(StateBatch batch) {}

        @Override
        default int pendingBytes() {
            return 0;
        }
    }
}
