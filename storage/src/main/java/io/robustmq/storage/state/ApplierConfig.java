package io.robustmq.storage.state;

/**
 * When the applier writes and flushes.
 *
 * @param batchBytes changes gathered before they are written: a bound on memory
 * @param batchIntervalNs longest time that changes are gathered: what is made and done with in it
 *     never reaches the tables
 * @param flushBytes of journal applied since the last flush, after which the next one is due
 * @param flushIntervalNs longest time that something applied stays unflushed
 * @param backlogBytesMax of journal that a start may have to replay: beyond it the engine takes no
 *     durable publishes; at least twice {@code flushBytes}
 */
public record ApplierConfig(
        int batchBytes,
        long batchIntervalNs,
        long flushBytes,
        long flushIntervalNs,
        long backlogBytesMax) {
    static final int BATCH_BYTES = 8 << 20;
    static final long BATCH_INTERVAL_NS = 1_000_000_000;

    /**
     * A flush syncs some eight files beside the journal: at 100 MB/s it comes so seldom that it
     * meets less than one acknowledgement in a hundred.
     */
    static final long FLUSH_BYTES = 128L << 20;

    static final long FLUSH_INTERVAL_NS = 60_000_000_000L;
    static final long BACKLOG_BYTES_MAX = 1L << 30;

    public ApplierConfig {
        require(batchBytes > 0, "batchBytes", batchBytes);
        require(batchIntervalNs >= 0, "batchIntervalNs", batchIntervalNs);
        require(flushBytes > 0, "flushBytes", flushBytes);
        require(flushIntervalNs > 0, "flushIntervalNs", flushIntervalNs);
        require(backlogBytesMax >= 2 * flushBytes, "backlogBytesMax", backlogBytesMax);
    }

    public static ApplierConfig standard() {
        return withBacklog(BACKLOG_BYTES_MAX);
    }

    /** As usual, but for how often it flushes. */
    public static ApplierConfig flushingEvery(long intervalNs) {
        return new ApplierConfig(
                BATCH_BYTES,
                Math.min(BATCH_INTERVAL_NS, intervalNs),
                FLUSH_BYTES,
                intervalNs,
                BACKLOG_BYTES_MAX);
    }

    /** As usual, but for the journal that may pile up. */
    public static ApplierConfig withBacklog(long backlogBytesMax) {
        long flushBytes = Math.clamp(backlogBytesMax / 8, 1, FLUSH_BYTES);
        return new ApplierConfig(
                BATCH_BYTES, BATCH_INTERVAL_NS, flushBytes, FLUSH_INTERVAL_NS, backlogBytesMax);
    }

    /**
     * Changes and what is held back of them: gathered, being moved together, and on their way to
     * the store.
     */
    public long memoryBytesMax() {
        return 4L * batchBytes;
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}
