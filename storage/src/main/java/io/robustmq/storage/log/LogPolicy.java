package io.robustmq.storage.log;

import io.robustmq.storage.journal.Durability;

/**
 * What a log promises and keeps.
 *
 * @param durability what its high watermark stands for: nobody reads beyond what this would
 *     acknowledge
 * @param retentionMs batches whose records are all older may go; negative: none
 * @param retentionBytes what is kept when there is more; negative: all
 */
public record LogPolicy(Durability durability, long retentionMs, long retentionBytes) {
    public static final long UNLIMITED = -1;

    public static LogPolicy keepingAll(Durability durability) {
        return new LogPolicy(durability, UNLIMITED, UNLIMITED);
    }
}
