package io.robustmq.storage.log;

/** Gets on the core what a read thread found. The buffer is valid until the call returns. */
public interface ColdListener extends BatchVisitor {
    /**
     * What was read: as one run of batches to {@link #onBatches}, unless this does better. Nothing
     * when it is not there yet.
     */
    default void onRead(ColdBatches batches) {
        onBatches(batches.memory(), batches.join(), batches.totalBytes());
    }

    /** No batch has such a timestamp. */
    long NOT_FOUND = -1;

    /** The index does not know of the log's end yet: ask again. */
    long NOT_YET = -2;

    /**
     * The first record with a timestamp from the one asked for on. Of a compressed batch that holds
     * too much it is the first record of the batch.
     *
     * @param recordOffset or one of the two above
     * @param timestamp the record's; the batch's latest when it is for the whole batch
     */
    default void onFound(long recordOffset, long timestamp) {}

    /** The disk, the tier, or bytes that are not what was written. */
    void onFailed(Exception failure);
}
