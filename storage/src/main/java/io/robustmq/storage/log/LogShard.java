package io.robustmq.storage.log;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.storage.log.concurrent.PieceProposal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The logs of one shard: opens them, brings them up at a start, and tells them how far the stream
 * has got. Owned by the shard's core, but for {@link #propose}.
 */
public final class LogShard {
    /** Pieces that wait to be made part of their logs; the mover waits when it is full. */
    static final int PROPOSALS_MAX = 64;

    private final int shard;
    private final Journal journal;
    private final LogConfig config;
    private final LogIndexes indexes;
    private final HotTail hot;
    private final Long2ObjectHashMap<Log> byId = new Long2ObjectHashMap<>();
    private final List<@Nullable Log> byIndex = new ArrayList<>();
    private final UnsafeBuffer head =
            new UnsafeBuffer(new byte[LogFrames.BATCH_AT + RecordBatchFlyweight.MAGIC_AT]);
    private final UnsafeBuffer event = new UnsafeBuffer(new byte[LogFrames.COMPACTED_BYTES]);
    private final OneToOneConcurrentArrayQueue<PieceProposal> proposals =
            new OneToOneConcurrentArrayQueue<>(PROPOSALS_MAX);
    private final HotTail.Progress onWritten = (index, end) -> log(index, end, false);
    private final HotTail.Progress onCommitted = (index, end) -> log(index, end, true);
    private int leaderEpoch;
    private long reignFrom;
    private boolean isReignKept = true;
    private Watcher watcher = log -> {};

    /** Told on the core that more of a log may be read or acknowledged. */
    public interface Watcher {
        void onProgress(Log log);
    }

    /**
     * @param journal the core's
     */
    public LogShard(int shard, Journal journal, LogConfig config, LogIndexes indexes) {
        int room = journal.maxPayloadBytes() - LogFrames.BATCH_AT;
        if (config.batchBytesMax() > room) {
            throw new IllegalArgumentException(
                    "batchBytesMax cannot be %d: a frame of the journal takes %d"
                            .formatted(config.batchBytesMax(), room));
        }
        this.shard = shard;
        this.journal = journal;
        this.config = config;
        this.indexes = indexes;
        this.hot = new HotTail(config.hotBytes(), this::evicted);
    }

    /**
     * A new reign begins: batches of all logs are of this epoch from now on. Before anything is
     * loaded, or between two cycles.
     *
     * @param epoch higher than that of any reign in which something was appended that anybody saw
     */
    public void lead(int epoch) {
        leaderEpoch = epoch;
        reignFrom = journal.appended(shard);
        isReignKept = false;
        byId.values().forEach(log -> log.lead(epoch));
    }

    /**
     * Something of the reign is committed, so that the next one will have a higher epoch whatever
     * is cut. Nobody reads before what might not be told from another's records.
     */
    boolean isReignKept() {
        return isReignKept;
    }

    /** The reign that is. */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    public void watch(Watcher by) {
        watcher = by;
    }

    /** Makes or finds a log. Control work. */
    public Log open(long logId, LogPolicy policy) {
        Log log = byId.get(logId);
        if (log == null) {
            log = add(logId, new LogState(config.producersMax(), hot.buffer()), policy);
        }
        log.policy(policy);
        return log;
    }

    private Log add(long logId, LogState state, LogPolicy policy) {
        Log log = new Log(logId, byIndex.size(), this, config, indexes, hot, state, policy);
        byId.put(logId, log);
        byIndex.add(log);
        return log;
    }

    /** Null when there is none. */
    public @Nullable Log get(long logId) {
        return byId.get(logId);
    }

    /** Visits all logs; the visitor neither opens nor deletes any. */
    public void forEach(Consumer<Log> visitor) {
        byId.values().forEach(visitor);
    }

    /** Logs that it has. */
    public int count() {
        return byId.size();
    }

    /** Deletes a log with all it holds. @return false when the journal takes nothing more */
    public boolean delete(long logId) {
        int length = LogFrames.putDeleted(event, logId);
        if (append(LogFrames.DELETED, length) < 0) {
            return false;
        }
        forget(logId);
        return true;
    }

    private void forget(long logId) {
        indexes.compact(logId, null);
        Log removed = byId.remove(logId);
        if (removed != null) {
            byIndex.set(byIndex.indexOf(removed), null);
        }
    }

    // ---- a start ----

    /** Takes what the tables have of the shard's logs. Before any frame. */
    void load(List<LoadedLog> logs) {
        for (LoadedLog loaded : logs) {
            if (loaded.shard() == shard) {
                Log log =
                        add(loaded.logId(), loaded.state(), LogPolicy.keepingAll(Durability.SYNC));
                log.onReplayed();
            }
        }
    }

    /**
     * Frames will be replayed: until {@link #replayOver} nobody may take the index for complete.
     * Before any thread of the logs begins.
     */
    public void expectReplay() {
        indexes.expectReplay(shard);
    }

    /** All frames that lay behind the tables were replayed. */
    public void replayOver() {
        indexes.onReplayOver(shard);
    }

    /** Takes a frame that lies behind the tables. */
    public void replay(int type, DirectBuffer payload, int offset) {
        LogFrames.checkVersion(type, payload, offset);
        indexes.onReplayed(shard);
        long logId = LogFrames.logId(payload, offset);
        if (type == LogFrames.DELETED) {
            forget(logId);
            return;
        }
        Log log = byId.get(logId);
        if (log == null) {
            log =
                    add(
                            logId,
                            new LogState(config.producersMax(), hot.buffer()),
                            LogPolicy.keepingAll(Durability.SYNC));
        }
        if (type == LogFrames.BATCH) {
            log.state().applyBatch(payload, offset + LogFrames.BATCH_AT);
        } else if (type == LogFrames.START) {
            log.state().applyStart(LogFrames.startOffset(payload, offset));
        }
        log.onReplayed();
    }

    // ---- every cycle ----

    /**
     * Tells the logs how far the stream has got, and takes proposals.
     *
     * @return 0 when nothing has changed
     */
    public int doWork() {
        long committed = journal.committed(shard);
        isReignKept |= committed > reignFrom;
        int work = hot.written(journal.written(shard), onWritten);
        work += hot.committed(committed, onCommitted);
        for (PieceProposal each = proposals.poll(); each != null; each = proposals.poll()) {
            take(each);
            work++;
        }
        return work;
    }

    private void log(int index, long endOffset, boolean isCommitted) {
        Log log = byIndex.get(index);
        if (log == null) {
            return;
        }
        if (isCommitted) {
            log.onCommitted(endOffset);
        } else {
            log.onWritten(endOffset);
        }
        watcher.onProgress(log);
    }

    private void evicted(int index, long next) {
        Log log = byIndex.get(index);
        if (log != null) {
            log.onEvicted(next);
        }
    }

    /**
     * The mover's thread: asks to make a piece that lies in the tier part of its log.
     *
     * @return false when too many wait
     */
    public boolean propose(PieceProposal proposal) {
        return proposals.offer(proposal);
    }

    private void take(PieceProposal proposal) {
        Log log = byId.get(proposal.logId());
        if (log != null && log.startOffset() < proposal.piece().endOffset()) {
            int length = LogFrames.putTiered(event, proposal.logId(), proposal.piece());
            append(LogFrames.TIERED, length);
            if (proposal.piece().generation() > 0) {
                log.onCompacted(proposal.piece().endOffset());
            }
        }
    }

    /** The largest batch of its logs. Any thread. */
    int batchBytesMax() {
        return config.batchBytesMax();
    }

    // ---- the logs' calls ----

    int shard() {
        return shard;
    }

    Journal journal() {
        return journal;
    }

    long appendBatch(
            long logId,
            long logPosition,
            boolean isIndexed,
            long baseOffset,
            int leaderEpoch,
            Durability durability,
            DirectBuffer batch,
            int offset,
            int length) {
        LogFrames.putBatchHead(head, logId, logPosition, LogFrames.NO_TRANSACTION, isIndexed);
        head.putBytes(LogFrames.BATCH_AT, batch, offset, RecordBatchFlyweight.MAGIC_AT);
        RecordBatchFlyweight.patch(head, LogFrames.BATCH_AT, baseOffset, leaderEpoch);
        return journal.append(
                shard,
                LogFrames.BATCH,
                durability,
                head,
                head.capacity(),
                batch,
                offset + RecordBatchFlyweight.MAGIC_AT,
                length - RecordBatchFlyweight.MAGIC_AT);
    }

    long appendStart(long logId, long startOffset) {
        return append(LogFrames.START, LogFrames.putStart(event, logId, startOffset));
    }

    private long append(int type, int length) {
        return journal.append(shard, type, Durability.INTERVAL, event, 0, length);
    }
}
