package io.robustmq.storage.log;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import io.robustmq.storage.state.StateVisitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How logs are kept in state tables. Keys are big-endian, so that they are in order; values
 * little-endian.
 *
 * <pre>
 * LOGS       logId                →  {@link LogState}
 * INDEX      logId | recordOffset →  | journalPosition | logPosition | maxTimestampBefore |
 * PIECES     logId | firstOffset  →  | endOffset | logPosition | batchBytes | maxTimestamp |
 *                                    and, when it was compacted: | generation | cleanEnd |
 * PRODUCERS  logId | producerId   →  {@link ProducerState}
 * EPOCHS     logId | leaderEpoch  →  | startOffset |
 * </pre>
 */
final class LogTables {
    static final int LOGS = 0x40;
    static final int INDEX = 0x41;
    static final int PIECES = 0x42;
    static final int PRODUCERS = 0x43;
    static final int EPOCHS = 0x44;

    private static final int KEY_BYTES = 2 * Long.BYTES;
    private static final int PIECE_BYTES = 32;
    private static final int COMPACTED_PIECE_BYTES = 48;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);
    private final UnsafeBuffer behind = new UnsafeBuffer(new byte[KEY_BYTES]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[ProducerState.BYTES_MAX]);

    static void checkVersion(int found, int known) {
        if (found != known) {
            throw new IllegalArgumentException(
                    "a log's table has format version %d; this program reads version %d"
                            .formatted(found, known));
        }
    }

    private static int key(UnsafeBuffer into, long logId, long second) {
        into.putLong(0, logId, BIG_ENDIAN);
        into.putLong(Long.BYTES, second, BIG_ENDIAN);
        return KEY_BYTES;
    }

    void putLog(StateBatch batch, long logId, int shard, LogState state) {
        key(key, logId, 0);
        batch.put(LOGS, key, 0, Long.BYTES, value, 0, state.encode(value, shard));
    }

    void putEntry(
            StateBatch batch,
            long logId,
            long offset,
            long journalPosition,
            long logPosition,
            long maxTimestampBefore) {
        value.putLong(0, journalPosition, LITTLE_ENDIAN);
        value.putLong(8, logPosition, LITTLE_ENDIAN);
        value.putLong(16, maxTimestampBefore, LITTLE_ENDIAN);
        batch.put(INDEX, key, 0, key(key, logId, offset), value, 0, 24);
    }

    void putPiece(StateBatch batch, long logId, TierPiece piece) {
        value.putLong(0, piece.endOffset(), LITTLE_ENDIAN);
        value.putLong(8, piece.logPosition(), LITTLE_ENDIAN);
        value.putLong(16, piece.batchBytes(), LITTLE_ENDIAN);
        value.putLong(24, piece.maxTimestamp(), LITTLE_ENDIAN);
        value.putLong(32, piece.generation(), LITTLE_ENDIAN);
        value.putLong(40, piece.cleanEnd(), LITTLE_ENDIAN);
        int length = piece.generation() == 0 ? PIECE_BYTES : COMPACTED_PIECE_BYTES;
        batch.put(PIECES, key, 0, key(key, logId, piece.firstOffset()), value, 0, length);
    }

    void putProducer(StateBatch batch, long logId, long producerId, ProducerState state) {
        int length = state.encode(value);
        batch.put(PRODUCERS, key, 0, key(key, logId, producerId), value, 0, length);
    }

    void deleteProducer(StateBatch batch, long logId, long producerId) {
        batch.delete(PRODUCERS, key, 0, key(key, logId, producerId));
    }

    /** Deletes entries of the index, or pieces, before a record offset. */
    void deleteBefore(StateBatch batch, int table, long logId, long offset) {
        key(key, logId, 0);
        key(behind, logId, offset);
        batch.deleteRange(table, key, 0, KEY_BYTES, behind, 0, KEY_BYTES);
    }

    void putEpoch(StateBatch batch, long logId, int epoch, long startOffset) {
        value.putLong(0, startOffset, LITTLE_ENDIAN);
        batch.put(EPOCHS, key, 0, key(key, logId, epoch), value, 0, Long.BYTES);
    }

    void deleteEpoch(StateBatch batch, long logId, int epoch) {
        batch.delete(EPOCHS, key, 0, key(key, logId, epoch));
    }

    void deletePiece(StateBatch batch, long logId, long firstOffset) {
        batch.delete(PIECES, key, 0, key(key, logId, firstOffset));
    }

    void deleteLog(StateBatch batch, long logId) {
        key(key, logId, 0);
        batch.delete(LOGS, key, 0, Long.BYTES);
        batch.deletePrefix(INDEX, key, 0, Long.BYTES);
        batch.deletePrefix(PIECES, key, 0, Long.BYTES);
        batch.deletePrefix(PRODUCERS, key, 0, Long.BYTES);
        batch.deletePrefix(EPOCHS, key, 0, Long.BYTES);
    }

    /** Every log in the tables. Control work, at a start. */
    static List<LoadedLog> load(StateStore store, int producersMax) throws IOException {
        Long2ObjectHashMap<LoadedLog> logs = new Long2ObjectHashMap<>();
        UnsafeBuffer none = new UnsafeBuffer(new byte[0]);
        List<LoadedLog> inOrder = loadStates(store, producersMax, shard -> true, logs);
        store.forEach(INDEX, none, 0, 0, into(logs, LogTables::takeEntry));
        store.forEach(PIECES, none, 0, 0, into(logs, LogTables::takePiece));
        return inOrder;
    }

    /** The logs of some shards as cores want them: without index and pieces. */
    static List<LoadedLog> load(StateStore store, int producersMax, IntPredicate shards)
            throws IOException {
        return loadStates(store, producersMax, shards, new Long2ObjectHashMap<>());
    }

    private static List<LoadedLog> loadStates(
            StateStore store,
            int producersMax,
            IntPredicate shards,
            Long2ObjectHashMap<LoadedLog> logs)
            throws IOException {
        List<LoadedLog> inOrder = new ArrayList<>();
        UnsafeBuffer none = new UnsafeBuffer(new byte[0]);
        store.forEach(
                LOGS,
                none,
                0,
                0,
                (key, at, keyLength, value, from, length) -> {
                    if (!shards.test(LogState.shard(value, from))) {
                        return true;
                    }
                    LogState state = new LogState(producersMax, none);
                    state.decode(value, from);
                    long logId = key.getLong(at, BIG_ENDIAN);
                    LoadedLog log =
                            new LoadedLog(
                                    logId,
                                    LogState.shard(value, from),
                                    state,
                                    new ArrayList<>(),
                                    new ArrayList<>());
                    logs.put(logId, log);
                    inOrder.add(log);
                    return true;
                });
        store.forEach(PRODUCERS, none, 0, 0, into(logs, LogTables::takeProducer));
        store.forEach(EPOCHS, none, 0, 0, into(logs, LogTables::takeEpoch));
        inOrder.forEach(log -> log.state().onLoaded());
        return inOrder;
    }

    private interface Taker {
        void take(LoadedLog log, long second, DirectBuffer value, int at, int length);
    }

    private static StateVisitor into(Long2ObjectHashMap<LoadedLog> logs, Taker taker) {
        return (key, at, keyLength, value, from, length) -> {
            LoadedLog log = logs.get(key.getLong(at, BIG_ENDIAN));
            if (log != null) {
                taker.take(log, key.getLong(at + Long.BYTES, BIG_ENDIAN), value, from, length);
            }
            return true;
        };
    }

    private static void takeEntry(
            LoadedLog log, long offset, DirectBuffer value, int at, int length) {
        log.entries()
                .add(
                        new long[] {
                            offset,
                            value.getLong(at, LITTLE_ENDIAN),
                            value.getLong(at + 8, LITTLE_ENDIAN),
                            value.getLong(at + 16, LITTLE_ENDIAN)
                        });
    }

    private static void takePiece(
            LoadedLog log, long firstOffset, DirectBuffer value, int at, int length) {
        boolean isCompacted = length == COMPACTED_PIECE_BYTES;
        log.pieces()
                .add(
                        new TierPiece(
                                firstOffset,
                                value.getLong(at, LITTLE_ENDIAN),
                                value.getLong(at + 8, LITTLE_ENDIAN),
                                value.getLong(at + 16, LITTLE_ENDIAN),
                                value.getLong(at + 24, LITTLE_ENDIAN),
                                isCompacted ? value.getLong(at + 32, LITTLE_ENDIAN) : 0,
                                isCompacted ? value.getLong(at + 40, LITTLE_ENDIAN) : firstOffset,
                                0));
    }

    private static void takeEpoch(
            LoadedLog log, long epoch, DirectBuffer value, int at, int length) {
        log.state().epochs().add((int) epoch, value.getLong(at, LITTLE_ENDIAN));
    }

    private static void takeProducer(
            LoadedLog log, long producerId, DirectBuffer value, int at, int length) {
        log.state().put(producerId, ProducerState.decode(value, at));
    }
}
