package io.robustmq.storage.log;

import io.robustmq.storage.log.concurrent.TierPiece;
import java.util.List;

/**
 * A log as the tables have it.
 *
 * @param entries four numbers per entry of the index, as {@link
 *     io.robustmq.storage.log.concurrent.LogIndex#add} takes them
 */
record LoadedLog(
        long logId, int shard, LogState state, List<long[]> entries, List<TierPiece> pieces) {}
