package io.robustmq.kernel.shard;

import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;

/**
 * What a whole event means for the state tables. It looks at nothing but the event and what it drew
 * itself, so that the same events give tables that mean the same whenever they are applied. The
 * applier's thread.
 */
public interface EventApplier {
    /**
     * Puts what the event changes into the batch.
     *
     * @param event valid until this call returns
     * @throws RuntimeException when the event means nothing to this build: its shard stops there
     */
    void apply(int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch);

    /**
     * The batch is about to be written: puts into it what was held back of the events so far, which
     * might have needed no change.
     */
    void complete(StateBatch batch);

    /** Memory that {@link #complete} will give back. */
    int pendingBytes();

    /** One that holds nothing back; who passes events on to others is none. */
    interface AtOnce extends EventApplier {
        @Override
        default void complete(StateBatch batch) {}

        @Override
        default int pendingBytes() {
            return 0;
        }
    }
}
