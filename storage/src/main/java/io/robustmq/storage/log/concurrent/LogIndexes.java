package io.robustmq.storage.log.concurrent;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** The indexes of a node's logs by number. The applier adds and removes; any thread looks up. */
public final class LogIndexes {
    private final ConcurrentHashMap<Long, LogIndex> byId = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Compaction> compactions = new ConcurrentHashMap<>();
    private final AtomicLong sourceIds = new AtomicLong();
    private final AtomicLongArray replayed;
    private final AtomicLongArray applied;

    public LogIndexes(int shards) {
        replayed = new AtomicLongArray(shards);
        applied = new AtomicLongArray(shards);
    }

    /** A shard's core, at a start: one more frame lies behind the tables. */
    public void onReplayed(int shard) {
        replayed.incrementAndGet(shard);
    }

    /** A shard's core, before any thread of the logs begins: it has yet to replay its frames. */
    public void expectReplay(int shard) {
        replayed.incrementAndGet(shard);
    }

    /** A shard's core: it has replayed all frames that were there. */
    public void onReplayOver(int shard) {
        replayed.decrementAndGet(shard);
    }

    /** The applier: one more frame is in the indexes. */
    public void onApplied(int shard) {
        applied.incrementAndGet(shard);
    }

    /** All that was there at the start is in the indexes: what they do not know is not there. */
    public boolean isComplete(int shard) {
        return applied.get(shard) >= replayed.get(shard);
    }

    /** {@link #isComplete(int)} for every shard. */
    public boolean isComplete() {
        for (int shard = 0; shard < applied.length(); shard++) {
            if (!isComplete(shard)) {
                return false;
            }
        }
        return true;
    }

    /** Null when the index has not seen the log yet. */
    public @Nullable LogIndex get(long logId) {
        return byId.get(logId);
    }

    /** The applier. */
    public LogIndex getOrAdd(long logId, int shard) {
        return byId.computeIfAbsent(logId, id -> new LogIndex(id, shard, sourceIds));
    }

    /** The applier. */
    public void delete(long logId) {
        compactions.remove(logId);
        LogIndex removed = byId.remove(logId);
        if (removed != null) {
            removed.delete();
        }
    }

    /**
     * A log's core: how the log is compacted from now on.
     *
     * @param wanted null: not
     */
    public void compact(long logId, @Nullable Compaction wanted) {
        if (wanted == null) {
            compactions.remove(logId);
        } else {
            compactions.put(logId, wanted);
        }
    }

    /** The logs that are compacted. Any thread. */
    public Map<Long, Compaction> compactions() {
        return Collections.unmodifiableMap(compactions);
    }

    public Collection<LogIndex> all() {
        return byId.values();
    }

    /** Journal position from which on some log needs the journal; the highest long when none. */
    public long firstNeeded(long notBefore) {
        long first = Long.MAX_VALUE;
        for (LogIndex index : byId.values()) {
            first = Math.min(first, Math.max(notBefore, index.firstNeeded()));
        }
        return first;
    }

    /** Bytes of all logs that are needed and lie before a journal position. */
    public long neededBefore(long journalPosition) {
        long bytes = 0;
        for (LogIndex index : byId.values()) {
            bytes += index.neededBefore(journalPosition);
        }
        return bytes;
    }
}
