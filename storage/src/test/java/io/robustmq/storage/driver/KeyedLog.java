package io.robustmq.storage.driver;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.JoinedListener;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/**
 * A log of records with keys, written and read with Kafka's own client's classes, and what was
 * written to it: of what is compacted the test tells what must still be there.
 */
public final class KeyedLog {
    private static final int TURNS_MAX = 1_000;

    private final LogNode node;
    private Log log;

    /** All that was written, by record offset. */
    public final List<Keyed> truth = new ArrayList<>();

    /**
     * @param value null: a tombstone
     */
    public record Keyed(
            long offset, @Nullable String key, @Nullable String value, long timestamp) {}

    public KeyedLog(LogNode node, Log log) {
        this.node = node;
        this.log = log;
    }

    /** The same log, written by an earlier life. */
    public KeyedLog(LogNode node, Log log, List<Keyed> before) {
        this(node, log);
        truth.addAll(before.subList(0, (int) log.endOffset()));
    }

    public Log log() {
        return log;
    }

    /** What was written becomes the truth, when it is taken. @return what the log answers */
    public long append(CompressionType type, long timestamp, List<Keyed> records) {
        SimpleRecord[] simple = new SimpleRecord[records.size()];
        for (int i = 0; i < simple.length; i++) {
            Keyed each = records.get(i);
            simple[i] = new SimpleRecord(each.timestamp(), bytes(each.key()), bytes(each.value()));
        }
        MemoryRecords made = MemoryRecords.withRecords(Compression.of(type).build(), simple);
        UnsafeBuffer batch = new UnsafeBuffer(made.buffer());
        long base = log.append(batch, 0, made.sizeInBytes(), Durability.SYNC);
        for (int i = 0; i < simple.length && base >= 0; i++) {
            Keyed each = records.get(i);
            truth.add(new Keyed(base + i, each.key(), each.value(), each.timestamp()));
        }
        return base;
    }

    /** One batch of pairs, "k=v", or "k" alone for a tombstone. */
    public long append(CompressionType type, long timestamp, String... pairs) {
        List<Keyed> records = new ArrayList<>();
        for (String pair : pairs) {
            int at = pair.indexOf('=');
            String key = at < 0 ? pair : pair.substring(0, at);
            records.add(new Keyed(0, key, at < 0 ? null : pair.substring(at + 1), timestamp));
        }
        return append(type, timestamp, records);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(US_ASCII);
    }

    /** All that may be read from a record offset on, as a consumer would get it. */
    public List<Keyed> read(long from, long nowNs) {
        List<Keyed> records = new ArrayList<>();
        for (MutableRecordBatch batch : batches(from, nowNs)) {
            for (Record each : batch) {
                if (each.offset() >= from) {
                    records.add(
                            new Keyed(
                                    each.offset(),
                                    text(each.key()),
                                    text(each.value()),
                                    each.timestamp()));
                }
            }
        }
        return records;
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : US_ASCII.decode(bytes.duplicate()).toString();
    }

    /** The batches from the one at or behind a record offset on; each is checked. */
    public List<MutableRecordBatch> batches(long from, long nowNs) {
        List<MutableRecordBatch> all = new ArrayList<>();
        LogCursor cursor = new LogCursor(from);
        Reading reading = new Reading(all);
        for (int turns = 0; cursor.recordOffset() < log.highWatermark(); turns++) {
            if (turns > TURNS_MAX) {
                throw new AssertionError("no batch at or behind " + cursor.recordOffset());
            }
            int read = reading.isUnderWay ? 0 : log.read(cursor, 400, reading);
            if (read == Log.NOT_HOT) {
                reading.isUnderWay = node.reads.tryRead(log, cursor, 400, reading) != null;
            } else if (read < 0) {
                throw new AssertionError("read " + read);
            }
            turns = all.size() > reading.seen ? 0 : turns;
            reading.seen = all.size();
            node.cycle();
            node.queue.runOne();
            node.applier.turn(nowNs);
        }
        return all;
    }

    /** Batches copied as they come. */
    private static final class Reading implements JoinedListener {
        private final List<MutableRecordBatch> all;
        private boolean isUnderWay;
        private int seen;

        Reading(List<MutableRecordBatch> all) {
            this.all = all;
        }

        @Override
        public void onBatches(DirectBuffer buffer, int offset, int length) {
            isUnderWay = false;
            byte[] copy = new byte[length];
            buffer.getBytes(offset, copy);
            for (MutableRecordBatch each :
                    MemoryRecords.readableRecords(ByteBuffer.wrap(copy)).batches()) {
                each.ensureValid();
                all.add(each);
            }
        }

        @Override
        public void onFailed(Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** The table that records come to. */
    public static Map<String, String> table(List<Keyed> records) {
        Map<String, String> table = new HashMap<>();
        for (Keyed each : records) {
            if (each.key() != null && each.value() == null) {
                table.remove(each.key());
            } else if (each.key() != null) {
                table.put(each.key(), each.value());
            }
        }
        return table;
    }

    /**
     * Compares what is read with what was written: nothing but what was, in order, and the same
     * table.
     *
     * @return what is read
     */
    public List<Keyed> check(long nowNs) {
        List<Keyed> found = read(log.startOffset(), nowNs);
        long last = -1;
        for (Keyed each : found) {
            if (each.offset() <= last || !each.equals(truth.get((int) each.offset()))) {
                throw new AssertionError(each + " behind " + last + " was not written");
            }
            last = each.offset();
        }
        List<Keyed> readable = truth.subList(0, (int) log.highWatermark());
        if (!table(found).equals(table(readable))) {
            throw new AssertionError(table(found) + " is not " + table(readable));
        }
        return found;
    }
}
