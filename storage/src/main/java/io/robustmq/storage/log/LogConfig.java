package io.robustmq.storage.log;

import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.log.concurrent.LogIndex;

/**
 * What logs may take.
 *
 * @param batchBytesMax the largest batch; a frame of the journal must hold it
 * @param hotBytes memory per shard that has logs, for batches not yet committed and recent ones; a
 *     power of two, at least three times the largest batch
 * @param indexSpacingBytes a log's batch gets an index entry after so many bytes of the log
 * @param indexSpacingStreamBytes and after so many bytes of its shard's stream, so that no look-up
 *     goes over more
 * @param producersMax idempotent producers a log remembers; the one that was silent longest goes
 */
public record LogConfig(
        int batchBytesMax,
        int hotBytes,
        int indexSpacingBytes,
        long indexSpacingStreamBytes,
        int producersMax) {
    /** Kafka's own largest batch: a mebibyte of records and the head of a message set. */
    public static final int BATCH_BYTES_MAX = 1_048_588;

    private static final int HOT_SHARE = 3;

    public LogConfig {
        require(batchBytesMax > 0, "batchBytesMax", batchBytesMax);
        require(Integer.bitCount(hotBytes) == 1, "hotBytes", hotBytes);
        require(
                hotBytes / HOT_SHARE >= HotTail.ENTRY_HEADER_BYTES + batchBytesMax,
                "hotBytes",
                hotBytes);
        require(indexSpacingBytes > 0, "indexSpacingBytes", indexSpacingBytes);
        require(
                indexSpacingStreamBytes >= indexSpacingBytes,
                "indexSpacingStreamBytes",
                indexSpacingStreamBytes);
        require(producersMax > 0, "producersMax", producersMax);
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }

    /** The largest batch that a frame of the journal holds. */
    public static int batchBytesMax(JournalConfig journal) {
        return journal.payloadBytesMax() - LogFrames.BATCH_AT;
    }

    /** The least {@link #hotBytes} for batches of this size. */
    public static int hotBytesMin(int batchBytes) {
        int least = HOT_SHARE * (HotTail.ENTRY_HEADER_BYTES + batchBytes);
        return Integer.highestOneBit(least - 1) << 1;
    }

    /** As usual, for a journal whose frames take a mebibyte and a little more. */
    public static LogConfig standard() {
        return new LogConfig(BATCH_BYTES_MAX, 8 << 20, 64 << 10, 4 << 20, 1_000);
    }

    /**
     * The most memory that the index takes for a journal of so many bytes, whatever is in it: an
     * entry per spacing of bytes, one per spacing of the stream for each of its logs, and what
     * arrays that double have spare.
     */
    public long indexBytesMax(long journalBytes, int shards, int logs) {
        long bySize = journalBytes / indexSpacingBytes;
        long byDistance = (long) logs * (journalBytes / indexSpacingStreamBytes / shards + 1);
        return 2 * LogIndex.ENTRY_BYTES * (bySize + byDistance + 2L * logs);
    }
}
