package io.robustmq.storage.log;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.concurrent.Compaction;
import org.jspecify.annotations.Nullable;

/**
 * What a log promises and keeps.
 *
 * @param durability what its high watermark stands for: nobody reads beyond what this would
 *     acknowledge
 * @param retentionMs batches whose records are all older may go; negative: none
 * @param retentionBytes what is kept when there is more; negative: all
 * @param compaction how only the latest record of each key is kept; null: all are
 */
public record LogPolicy(
        Durability durability,
        long retentionMs,
        long retentionBytes,
        @Nullable Compaction compaction) {
    public static final long UNLIMITED = -1;

    /** One that does not compact. */
    public LogPolicy(Durability durability, long retentionMs, long retentionBytes) {
        this(durability, retentionMs, retentionBytes, null);
    }

    public static LogPolicy keepingAll(Durability durability) {
        return new LogPolicy(durability, UNLIMITED, UNLIMITED);
    }
}
