package io.robustmq.storage.journal;

/** What an acknowledgement of a frame promises. */
public enum Durability {
    /** Synced to the disk before it is acknowledged; survives a power cut. */
    SYNC,
    /**
     * Written before it is acknowledged, so that it survives the end of the process, and synced at
     * least once in every interval: a power cut may cost the last interval.
     */
    INTERVAL,
    /** Acknowledged at once; written when it is convenient. Promises nothing. */
    MEMORY
}
