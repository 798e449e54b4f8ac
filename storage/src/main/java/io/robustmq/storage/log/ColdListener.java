package io.robustmq.storage.log;

/** Gets on the core what a read thread found. The buffer is valid until the call returns. */
public interface ColdListener extends BatchVisitor {
    /** No batch has such a timestamp. */
    long NOT_FOUND = -1;

    /** The index does not know of the log's end yet: ask again. */
    long NOT_YET = -2;

    /**
     * The batch of the first record with a timestamp from the one asked for on, by its base offset;
     * or one of the two above.
     */
    default void onFound(long baseOffset) {}

    /** The disk, the tier, or bytes that are not what was written. */
    void onFailed(Exception failure);
}
