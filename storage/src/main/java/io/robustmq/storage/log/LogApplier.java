package io.robustmq.storage.log;

import static io.robustmq.storage.log.LogFrames.BATCH_AT;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.state.FrameApplier;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Follows the committed frames of all logs: keeps their state and index in the tables and, for
 * look-ups, in memory. What it keeps in memory is what the tables say, so that a start brings up
 * the same. Frames of others are not its business. The applier's thread.
 */
public final class LogApplier implements FrameApplier.AtOnce {
    private final LogIndexes indexes;
    private final int producersMax;
    private final LogTables tables = new LogTables();
    private final Long2ObjectHashMap<LogState> states = new Long2ObjectHashMap<>();
    private final UnsafeBuffer none = new UnsafeBuffer(new byte[0]);
    private final RecordBatchFlyweight batch = new RecordBatchFlyweight(none, 0);

    private LogApplier(LogConfig config, LogIndexes indexes) {
        this.indexes = indexes;
        this.producersMax = config.producersMax();
    }

    /** Begins where the tables end. */
    public static LogApplier load(StateStore store, LogConfig config, LogIndexes indexes)
            throws IOException {
        LogApplier applier = new LogApplier(config, indexes);
        List<LoadedLog> logs = LogTables.load(store, config.producersMax());
        for (LoadedLog log : logs) {
            applier.states.put(log.logId(), log.state());
            LogIndex index = indexes.getOrAdd(log.logId(), log.shard());
            for (long[] entry : log.entries()) {
                index.add(entry[0], entry[1], entry[2], entry[3]);
            }
            log.pieces().forEach(index::add);
            index.end(
                    log.state().endOffset(), log.state().logPosition(), log.state().maxTimestamp());
            index.start(log.state().startOffset());
        }
        return applier;
    }

    /** What a core's shards begin with; reads the tables once for all of them. */
    public static void load(StateStore store, LogConfig config, List<LogShard> shards)
            throws IOException {
        IntPredicate areAmong =
                number -> shards.stream().anyMatch(shard -> shard.shard() == number);
        List<LoadedLog> logs = LogTables.load(store, config.producersMax(), areAmong);
        shards.forEach(shard -> shard.load(logs));
    }

    @Override
    public void apply(
            int shard,
            int type,
            long shardPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch changes) {
        throw new UnsupportedOperationException("where in the journal a frame lies matters");
    }

    @Override
    public void applyAt(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch changes) {
        if (!LogFrames.isOfLog(type)) {
            return;
        }
        LogFrames.checkVersion(type, payload, offset);
        long logId = LogFrames.logId(payload, offset);
        if (type == LogFrames.DELETED) {
            delete(logId, changes);
        } else {
            change(logId, shard, type, journalPosition, payload, offset, changes);
        }
        indexes.onApplied(shard);
    }

    /** Of a batch its head alone. */
    @Override
    public int payloadBytesSeen(int type) {
        return type == LogFrames.BATCH
                ? BATCH_AT + RecordBatchFlyweight.RECORDS_AT
                : Integer.MAX_VALUE;
    }

    private void change(
            long logId,
            int shard,
            int type,
            long journalPosition,
            DirectBuffer payload,
            int offset,
            StateBatch changes) {
        LogState state = stateOf(logId);
        LogIndex index = indexes.getOrAdd(logId, shard);
        switch (type) {
            case LogFrames.BATCH -> batch(state, index, journalPosition, payload, offset, changes);
            case LogFrames.START ->
                    start(state, index, LogFrames.startOffset(payload, offset), changes);
            default -> tiered(index, LogFrames.tiered(payload, offset), changes);
        }
        tables.putLog(changes, logId, shard, state);
    }

    private LogState stateOf(long logId) {
        LogState state = states.get(logId);
        if (state == null) {
            state = new LogState(producersMax, none);
            states.put(logId, state);
        }
        return state;
    }

    private void batch(
            LogState state,
            LogIndex index,
            long journalPosition,
            DirectBuffer payload,
            int offset,
            StateBatch changes) {
        batch.wrap(payload, offset + BATCH_AT);
        long logId = index.logId();
        if (LogFrames.isIndexed(payload, offset)) {
            long logPosition = LogFrames.logPosition(payload, offset);
            long base = batch.baseOffset();
            tables.putEntry(
                    changes, logId, base, journalPosition, logPosition, state.maxTimestamp());
            index.add(base, journalPosition, logPosition, state.maxTimestamp());
        }
        state.applyBatch(payload, offset + BATCH_AT);
        index.end(state.endOffset(), state.logPosition(), state.maxTimestamp());
        if (state.isNewEpoch()) {
            putEpoch(state, logId, changes);
        }
        if (batch.isNumbered()) {
            putProducer(state, logId, batch.producerId(), changes);
        }
    }

    private void putEpoch(LogState state, long logId, StateBatch changes) {
        tables.putEpoch(changes, logId, batch.leaderEpoch(), batch.baseOffset());
        if (state.epochs().forgotten() != LeaderEpochs.NONE) {
            tables.deleteEpoch(changes, logId, state.epochs().forgotten());
        }
    }

    private void putProducer(LogState state, long logId, long producerId, StateBatch changes) {
        ProducerState producer = state.producer(producerId);
        if (producer != null) {
            tables.putProducer(changes, logId, producerId, producer);
        }
        if (state.forgotten() != LogState.NOBODY) {
            tables.deleteProducer(changes, logId, state.forgotten());
        }
    }

    private void start(LogState state, LogIndex index, long startOffset, StateBatch changes) {
        for (TierPiece piece : index.pieces()) {
            if (piece.endOffset() <= startOffset) {
                tables.deletePiece(changes, index.logId(), piece.firstOffset());
            }
        }
        state.applyStart(startOffset);
        index.start(startOffset);
        forgetEntries(index, changes);
    }

    private void tiered(LogIndex index, TierPiece piece, StateBatch changes) {
        boolean isBehind = piece.endOffset() <= index.tieredEnd() && piece.generation() == 0;
        if (piece.endOffset() <= index.startOffset() || isBehind) {
            return;
        }
        for (TierPiece each : index.pieces()) {
            if (piece.covers(each)) {
                tables.deletePiece(changes, index.logId(), each.firstOffset());
            }
        }
        tables.putPiece(changes, index.logId(), piece);
        index.add(piece);
        forgetEntries(index, changes);
    }

    /** The index has forgotten what is not needed: so do the tables. */
    private void forgetEntries(LogIndex index, StateBatch changes) {
        if (index.firstEntry() != LogIndex.NONE) {
            tables.deleteBefore(changes, LogTables.INDEX, index.logId(), index.firstEntry());
        }
    }

    private void delete(long logId, StateBatch changes) {
        states.remove(logId);
        indexes.delete(logId);
        tables.deleteLog(changes, logId);
    }
}
