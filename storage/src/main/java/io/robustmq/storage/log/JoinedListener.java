package io.robustmq.storage.log;

/** Gets what a read thread found as one run of batches, which costs a copy where they lie apart. */
public interface JoinedListener extends ColdListener, BatchVisitor {
    @Override
    default void onRead(ColdBatches batches) {
        onBatches(batches.memory(), batches.join(), batches.totalBytes());
    }
}
