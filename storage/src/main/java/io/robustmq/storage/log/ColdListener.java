package io.robustmq.storage.log;

/** Gets on the core what a read thread found. The buffer is valid until the call returns. */
public interface ColdListener extends BatchVisitor {
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
