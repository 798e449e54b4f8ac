package io.robustmq.storage.state;

import io.robustmq.storage.journal.JournalPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/**
 * State tables in RocksDB: all in one column family, a table being the first byte of the key, so
 * that a batch lies in one memory table and a flush takes all of it or nothing. Its own log is off;
 * the journal is the log.
 *
 * <p>The library is loaded and the directory made with the first write: who keeps no state pays
 * nothing. Each flush leaves a checkpoint of hard links; the last and an older one are kept, and an
 * opening that finds the newest state damaged goes back to them.
 */
public final class RocksState implements StateStore {
    private static final int ITERATION_BYTES = 64 << 10;

    private final RocksConfig config;
    private final RocksFiles files;
    private final ByteBuffer pointKey = StatePoint.key();
    private final ByteBuffer pointValue;
    private volatile @Nullable RocksTables tables;
    private volatile long flushedPosition;
    private volatile long keptPosition;
    private JournalPoint applied;
    private boolean hasFailed;

    private RocksState(RocksConfig config) {
        this.config = config;
        this.files = new RocksFiles(config.directory());
        this.pointValue = ByteBuffer.allocateDirect(StatePoint.bytes(config.shards()));
        this.applied = JournalPoint.start(config.shards());
    }

    /**
     * Opens what is there; nothing is there before the first flush.
     *
     * @throws IOException when nothing of it can be opened, or its format is not known
     */
    public static RocksState open(RocksConfig config) throws IOException {
        RocksState state = new RocksState(config);
        state.openWhatIsThere();
        return state;
    }

    private void openWhatIsThere() throws IOException {
        List<Long> checkpoints = files.checkpoints();
        if (!files.hasLive() && checkpoints.isEmpty()) {
            return;
        }
        files.deleteUnfinished();
        RocksTables opened = openLive();
        for (int i = checkpoints.size() - 1; opened == null; i--) {
            if (i < 0) {
                throw new IOException("the state tables in " + config.directory() + " are damaged");
            }
            files.goBackTo(checkpoints.get(i));
            opened = openLive();
        }
        tables = opened;
        applied = readPoint(opened);
        flushedPosition = applied.journalPosition();
        keptPosition = checkpoints.isEmpty() ? 0 : checkpoints.getFirst();
    }

    /** Null when it is damaged anywhere. */
    private @Nullable RocksTables openLive() throws IOException {
        if (!files.hasLive()) {
            return null;
        }
        try {
            return openAndVerify();
        } catch (RocksDBException e) {
            Status status = e.getStatus();
            if (status != null && status.getCode() == Status.Code.Corruption) {
                return null;
            }
            throw new IOException("cannot open the state tables in " + files.live(), e);
        }
    }

    /** A start reads all of it anyway; found later, damage could not be gone back from. */
    private RocksTables openAndVerify() throws RocksDBException {
        RocksTables opened = RocksTables.open(files.live(), config, false);
        try {
            opened.verify();
            return opened;
        } catch (RocksDBException e) {
            opened.close();
            throw e;
        }
    }

    private JournalPoint readPoint(RocksTables opened) throws IOException {
        try {
            pointKey.clear();
            pointValue.clear();
            int length = opened.get(pointKey, pointValue);
            if (length == ABSENT) {
                return JournalPoint.start(config.shards());
            }
            pointValue.clear().limit(Math.min(length, pointValue.capacity()));
            return StatePoint.decode(pointValue, config.shards());
        } catch (RocksDBException e) {
            throw new IOException("cannot read how far the state tables go", e);
        }
    }

    @Override
    public void write(StateBatch batch, JournalPoint point) throws IOException {
        checkUsable();
        try {
            RocksTables opened = tablesForWriting();
            try (WriteBatch changes = new WriteBatch(batch.bytes() + pointValue.capacity())) {
                batch.forEach(new ToRocks(changes));
                StatePoint.encode(point, pointValue);
                changes.put(pointKey.clear(), pointValue);
                opened.write(changes);
            }
        } catch (RocksDBException e) {
            throw failed("cannot write to the state tables", e);
        }
        applied = point.copy();
    }

    private record ToRocks(WriteBatch changes) implements StateBatch.Visitor<RocksDBException> {
        @Override
        public void put(ByteBuffer key, ByteBuffer value) throws RocksDBException {
            changes.put(key, value);
        }

        @Override
        public void delete(ByteBuffer key) throws RocksDBException {
            changes.delete(key);
        }

        @Override
        public void deleteRange(ByteBuffer from, ByteBuffer behind) throws RocksDBException {
            changes.deleteRange(bytes(from), bytes(behind));
        }

        private static byte[] bytes(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        }
    }

    private RocksTables tablesForWriting() throws IOException, RocksDBException {
        RocksTables opened = tables;
        if (opened == null) {
            files.make();
            RocksFiles.deleteTree(files.live());
            opened = RocksTables.open(files.live(), config, true);
            tables = opened;
        }
        return opened;
    }

    @Override
    public void flush() throws IOException {
        checkUsable();
        RocksTables opened = tables;
        if (opened == null || flushedPosition == applied.journalPosition()) {
            return;
        }
        try {
            opened.flush();
            flushedPosition = applied.journalPosition();
            opened.checkpoint(files.checkpoint(flushedPosition));
            files.deleteOldCheckpoints();
            keptPosition = files.checkpoints().getFirst();
        } catch (RocksDBException e) {
            throw failed("cannot flush the state tables", e);
        }
    }

    private void checkUsable() throws IOException {
        if (hasFailed) {
            throw new IOException("the state tables failed before");
        }
    }

    private IOException failed(String what, RocksDBException e) {
        hasFailed = true;
        return new IOException(what + " in " + files.live(), e);
    }

    @Override
    public JournalPoint applied() {
        return applied.copy();
    }

    @Override
    public long flushedPosition() {
        return flushedPosition;
    }

    @Override
    public long keptPosition() {
        return keptPosition;
    }

    @Override
    public int get(int table, DirectBuffer key, int offset, int length, MutableDirectBuffer value)
            throws IOException {
        RocksTables opened = tables;
        if (opened == null) {
            return ABSENT;
        }
        ByteBuffer found = ByteBuffer.allocateDirect(value.capacity());
        try {
            int valueLength = opened.get(withTable(table, key, offset, length), found);
            if (valueLength != ABSENT) {
                value.putBytes(0, found, 0, Math.min(valueLength, value.capacity()));
            }
            return valueLength;
        } catch (RocksDBException e) {
            throw new IOException("cannot read from table " + table, e);
        }
    }

    private static ByteBuffer withTable(int table, DirectBuffer key, int offset, int length) {
        Objects.checkIndex(table, StateBatch.LAST_TABLE + 1);
        ByteBuffer bytes = ByteBuffer.allocateDirect(StateBatch.TABLE_BYTES + length);
        bytes.put(0, (byte) table);
        key.getBytes(offset, bytes, StateBatch.TABLE_BYTES, length);
        return bytes;
    }

    @Override
    public void forEachFrom(
            int table,
            DirectBuffer key,
            int offset,
            int length,
            int prefixLength,
            StateVisitor visitor)
            throws IOException {
        RocksTables opened = tables;
        if (opened == null) {
            return;
        }
        ByteBuffer from = withTable(table, key, offset, length);
        UnsafeBuffer behind = new UnsafeBuffer(new byte[StateBatch.TABLE_BYTES + prefixLength]);
        behind.putBytes(0, from, 0, behind.capacity());
        int behindLength = Prefixes.behind(behind, 0, behind.capacity());
        byte[] behindBytes = new byte[behindLength];
        behind.getBytes(0, behindBytes);
        try {
            opened.forEach(from, behindBytes, iterator -> visit(iterator, visitor));
        } catch (RocksDBException e) {
            throw new IOException("cannot read table " + table, e);
        }
    }

    private static void visit(RocksIterator iterator, StateVisitor visitor) {
        ByteBuffer keyBytes = ByteBuffer.allocateDirect(ITERATION_BYTES);
        ByteBuffer valueBytes = ByteBuffer.allocateDirect(ITERATION_BYTES);
        UnsafeBuffer key = new UnsafeBuffer(keyBytes);
        UnsafeBuffer value = new UnsafeBuffer(valueBytes);
        boolean wantsMore = true;
        for (; wantsMore && iterator.isValid(); iterator.next()) {
            int keyLength = iterator.key(keyBytes.clear());
            if (keyLength > keyBytes.capacity()) {
                keyBytes = ByteBuffer.allocateDirect(2 * keyLength);
                key.wrap(keyBytes);
                iterator.key(keyBytes);
            }
            int valueLength = iterator.value(valueBytes.clear());
            if (valueLength > valueBytes.capacity()) {
                valueBytes = ByteBuffer.allocateDirect(2 * valueLength);
                value.wrap(valueBytes);
                iterator.value(valueBytes);
            }
            wantsMore =
                    visitor.onEntry(
                            key,
                            StateBatch.TABLE_BYTES,
                            keyLength - StateBatch.TABLE_BYTES,
                            value,
                            0,
                            valueLength);
        }
    }

    /** What was not flushed is lost: whoever wants to keep it flushes first. */
    @Override
    public void close() {
        RocksTables opened = tables;
        tables = null;
        hasFailed = true;
        if (opened != null) {
            opened.close();
        }
    }
}
