package io.robustmq.storage.journal;

import java.util.Arrays;

/**
 * Bytes that were once synced and are no longer what was written. Nothing is cut or deleted; the
 * shards named are not served.
 *
 * @param file the segment's name
 * @param offset where in the file the first bad byte may be
 * @param shards those that miss frames, ascending
 * @param reason in words
 */
public record Damage(String file, long offset, int[] shards, String reason) {
    @Override
    public String toString() {
        return "%s at %d: %s; shards %s".formatted(file, offset, reason, Arrays.toString(shards));
    }
}
