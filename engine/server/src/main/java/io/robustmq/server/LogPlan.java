package io.robustmq.server;

import io.robustmq.kernel.ConfigException;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.log.CompactorConfig;
import io.robustmq.storage.log.LogConfig;

/**
 * How {@code kafka.memory} is shared out: half for what partitions got last, in equal parts for all
 * shards; the rest for blocks of the disk that were read and for reads under way. Each is taken
 * when it is first used.
 *
 * @param cacheBytes blocks of journal and tier
 * @param readsMax reads of one core under way
 * @param readBytes memory of each, beside a frame
 */
record LogPlan(LogConfig logs, long cacheBytes, int readsMax, int readBytes) {
    static final int BLOCK_BYTES = 64 << 10;
    static final int READ_THREADS = 2;

    /** Unless shards and cores need more. */
    private static final long USUAL_BYTES = 256L << 20;

    private static final int READS_MAX = 8;
    private static final int INDEX_SPACING_BYTES = 64 << 10;
    private static final int STREAM_SPACING_BYTES = 4 << 20;
    private static final int PRODUCERS_MAX = 1_000;
    private static final int HOT_BYTES_MAX = 64 << 20;

    /**
     * @param memoryBytes 0: as much as it needs, or {@link #USUAL_BYTES}
     * @param journal whose frames batches must fit
     * @throws ConfigException when it is too little
     */
    static LogPlan of(long memoryBytes, JournalConfig journal, int cores) {
        int batchBytes = Math.min(LogConfig.BATCH_BYTES_MAX, LogConfig.batchBytesMax(journal));
        int hotLeast = LogConfig.hotBytesMin(batchBytes);
        long readBytes = batchBytes + (long) journal.payloadBytesMax();
        long least = Math.max(2L * hotLeast * journal.shards(), 4L * cores * readBytes);
        long bytes = memoryBytes == 0 ? Math.max(least, USUAL_BYTES) : memoryBytes;
        if (bytes < least) {
            throw new ConfigException(
                    "kafka.memory",
                    (memoryBytes >> 20) + "MiB",
                    "at least %dMiB for %d shards and %d cores"
                            .formatted((least >> 20) + 1, journal.shards(), cores));
        }
        long hot = Math.min(bytes / 2 / journal.shards(), HOT_BYTES_MAX);
        return new LogPlan(
                new LogConfig(
                        batchBytes,
                        (int) Long.highestOneBit(hot),
                        INDEX_SPACING_BYTES,
                        STREAM_SPACING_BYTES,
                        PRODUCERS_MAX),
                bytes / 4,
                (int) Math.min(bytes / 4 / cores / readBytes, READS_MAX),
                batchBytes);
    }

    /** All of it, and one compaction. */
    long memoryBytes(int shards, int cores) {
        return (long) shards * logs.hotBytes()
                + cacheBytes
                + 2L * cores * readsMax * readBytes
                + CompactorConfig.standard().memoryBytesMax();
    }
}
