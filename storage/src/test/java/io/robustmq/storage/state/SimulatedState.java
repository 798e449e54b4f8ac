package io.robustmq.storage.state;

import io.robustmq.storage.journal.JournalPoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Tables in memory that lose what was not flushed, and now and then, being found damaged, go back
 * to the older checkpoint. It can be told to break its promises, so that a test shows who would
 * notice.
 */
public final class SimulatedState implements StateStore {
    private static final int CHECKPOINTS = 2;

    private final Random random;
    private final int shards;
    private final List<Snapshot> checkpoints = new ArrayList<>();
    private final List<Snapshot> unflushed = new ArrayList<>();
    private Snapshot current;
    private Snapshot durable;
    private long flushedPosition;
    private boolean flushLies;
    private boolean pointsGoAhead;

    private record Snapshot(NavigableMap<byte[], byte[]> tables, JournalPoint point) {}

    public SimulatedState(Random random, int shards) {
        this.random = random;
        this.shards = shards;
        this.current = empty();
        this.durable = current;
    }

    private Snapshot empty() {
        return new Snapshot(new TreeMap<>(Arrays::compareUnsigned), JournalPoint.start(shards));
    }

    /** From now on flushes do nothing and say that all is well. */
    public void flushLies() {
        flushLies = true;
    }

    /** From now on a point may outlive the process without the batch it belongs to. */
    public void pointsGoAhead() {
        pointsGoAhead = true;
    }

    /**
     * The process ends: of what was not flushed nothing is left, or some batches, the first ones.
     */
    public void crash() {
        int kept = random.nextInt(unflushed.size() + 1);
        Snapshot survivor = kept == 0 ? durable : unflushed.get(kept - 1);
        if (pointsGoAhead) {
            survivor = new Snapshot(survivor.tables(), current.point());
        }
        reopenWith(survivor);
    }

    /** An opening finds the newest state damaged, and perhaps the last checkpoint too. */
    public void crashAndGoBack() {
        if (checkpoints.isEmpty()) {
            reopenWith(empty());
            return;
        }
        int whole = 1 + random.nextInt(checkpoints.size());
        checkpoints.subList(whole, checkpoints.size()).clear();
        reopenWith(checkpoints.getLast());
    }

    /** The process ends, and of what was not flushed nothing is left. */
    public void loseUnflushed() {
        reopenWith(durable);
    }

    private void reopenWith(Snapshot survivor) {
        current = survivor;
        durable = survivor;
        unflushed.clear();
        flushedPosition = survivor.point().journalPosition();
    }

    /** Another state of the same contents. */
    public SimulatedState copy() {
        SimulatedState copy = new SimulatedState(random, shards);
        copy.current = current;
        return copy;
    }

    /** All keys, their table in front, and values in order. */
    public Map<byte[], byte[]> entries() {
        return Collections.unmodifiableMap(current.tables());
    }

    @Override
    public void write(StateBatch batch, JournalPoint point) {
        NavigableMap<byte[], byte[]> tables = new TreeMap<>(current.tables());
        batch.forEach(new ToMap(tables));
        current = new Snapshot(tables, point.copy());
        unflushed.add(current);
    }

    private record ToMap(NavigableMap<byte[], byte[]> tables)
            implements StateBatch.Visitor<RuntimeException> {
        @Override
        public void put(ByteBuffer key, ByteBuffer value) {
            tables.put(bytes(key), bytes(value));
        }

        @Override
        public void delete(ByteBuffer key) {
            tables.remove(bytes(key));
        }

        @Override
        public void deleteRange(ByteBuffer from, ByteBuffer behind) {
            byte[] first = bytes(from);
            byte[] last = bytes(behind);
            if (Arrays.compareUnsigned(first, last) < 0) {
                tables.subMap(first, last).clear();
            }
        }

        private static byte[] bytes(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        }
    }

    @Override
    public void flush() {
        flushedPosition = current.point().journalPosition();
        if (flushLies || unflushed.isEmpty()) {
            return;
        }
        unflushed.clear();
        durable = current;
        checkpoints.add(current);
        if (checkpoints.size() > CHECKPOINTS) {
            checkpoints.removeFirst();
        }
    }

    @Override
    public JournalPoint applied() {
        return current.point().copy();
    }

    @Override
    public long flushedPosition() {
        return flushedPosition;
    }

    @Override
    public long keptPosition() {
        if (flushLies) {
            return flushedPosition;
        }
        return checkpoints.isEmpty() ? 0 : checkpoints.getFirst().point().journalPosition();
    }

    @Override
    public int get(int table, DirectBuffer key, int offset, int length, MutableDirectBuffer into) {
        byte[] value = current.tables().get(withTable(table, key, offset, length));
        if (value == null) {
            return ABSENT;
        }
        into.putBytes(0, value, 0, Math.min(value.length, into.capacity()));
        return value.length;
    }

    private static byte[] withTable(int table, DirectBuffer key, int offset, int length) {
        Objects.checkIndex(table, StateBatch.LAST_TABLE + 1);
        byte[] bytes = new byte[1 + length];
        bytes[0] = (byte) table;
        key.getBytes(offset, bytes, 1, length);
        return bytes;
    }

    @Override
    public void forEachFrom(
            int table,
            DirectBuffer from,
            int offset,
            int length,
            int prefixLength,
            StateVisitor visitor) {
        byte[] start = withTable(table, from, offset, length);
        byte[] prefix = withTable(table, from, offset, prefixLength);
        for (var entry : current.tables().tailMap(start, true).entrySet()) {
            byte[] key = entry.getKey();
            if (!startsWith(key, prefix)
                    || !visitor.onEntry(
                            new UnsafeBuffer(key),
                            1,
                            key.length - 1,
                            new UnsafeBuffer(entry.getValue()),
                            0,
                            entry.getValue().length)) {
                return;
            }
        }
    }

    private static boolean startsWith(byte[] key, byte[] start) {
        return key.length >= start.length
                && Arrays.equals(key, 0, start.length, start, 0, start.length);
    }

    @Override
    public void close() {}
}
