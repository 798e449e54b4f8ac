package io.robustmq.storage.log;

/** Gets on the core what a read thread found. */
public interface ColdListener {
    /**
     * @param batches what was read, valid until this call returns; nothing when it is not there yet
     */
    void onRead(ColdBatches batches);

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
