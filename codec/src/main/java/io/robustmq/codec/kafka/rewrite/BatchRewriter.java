package io.robustmq.codec.kafka.rewrite;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.kafka.BatchCrc;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.Compression;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.kafka.Varint;
import java.util.BitSet;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes records out of a batch. What is left keeps its record offsets, the batch its base offset,
 * its last one and its producer's numbers; count, timestamps and checksum become those of what is
 * left, and what was compressed is so again. One thread.
 *
 * <p>A batch that keeps tombstones gets a horizon: the time from which they may go, in place of the
 * base timestamp, as KIP-534 has it.
 */
public final class BatchRewriter {
    /** Decides which records stay. */
    public interface Judge {
        /**
         * @param record of the opened batch
         */
        boolean isKept(RecordIterator record);
    }

    /** What became of a batch. */
    public enum Outcome {
        /** Every record stays: it is as it was, byte for byte. */
        WHOLE,
        /** {@link #buffer} has it. */
        REWRITTEN,
        /** No record stays. */
        EMPTY,
        /** It cannot be opened, or would become too long: all of it stays. */
        UNREADABLE
    }

    private static final UnsafeBuffer NONE =
            new UnsafeBuffer(new byte[RecordBatchFlyweight.RECORDS_AT]);

    private final int batchBytesMax;
    private final BatchOpener opener;
    private final RecordsCodec codec = new RecordsCodec();
    private final BatchCrc crc = new BatchCrc();
    private final RecordBatchFlyweight batch = new RecordBatchFlyweight(NONE, 0);
    private final RecordIterator records = new RecordIterator(NONE, 0);
    private final BitSet kept = new BitSet();
    private final ExpandableArrayBuffer plain = new ExpandableArrayBuffer();
    private final ExpandableArrayBuffer closed = new ExpandableArrayBuffer();
    private DirectBuffer buffer = plain;
    private int length;
    private int keptCount;
    private boolean keepsTombstones;
    private long maxTimestamp;

    /**
     * @param batchBytesMax no batch becomes longer
     * @param openedBytesMax of the records of an opened one
     */
    public BatchRewriter(int batchBytesMax, int openedBytesMax) {
        this.batchBytesMax = batchBytesMax;
        this.opener = new BatchOpener(openedBytesMax);
    }

    /**
     * Judges the records of a batch.
     *
     * @param hasHorizon its tombstones have got one
     * @param horizonMs what they get otherwise
     */
    public Outcome rewrite(
            DirectBuffer from, int at, Judge judge, boolean hasHorizon, long horizonMs) {
        if (opener.open(from, at) != BatchProblem.NONE || !judge(judge)) {
            return Outcome.UNREADABLE;
        }
        batch.wrap(from, at);
        boolean getsHorizon = keepsTombstones && !hasHorizon;
        if (keptCount == batch.recordCount() && !getsHorizon) {
            return Outcome.WHOLE;
        } else if (keptCount == 0) {
            return Outcome.EMPTY;
        }
        write(getsHorizon, horizonMs);
        return length <= batchBytesMax ? Outcome.REWRITTEN : Outcome.UNREADABLE;
    }

    private boolean judge(Judge judge) {
        kept.clear();
        keptCount = 0;
        keepsTombstones = false;
        maxTimestamp = -1;
        records.wrap(opener.buffer(), opener.offset());
        while (records.next()) {
            if (judge.isKept(records)) {
                kept.set(records.index());
                keptCount++;
                keepsTombstones |= records.isTombstone();
                maxTimestamp = Math.max(maxTimestamp, records.timestamp());
            }
        }
        return records.isWhole();
    }

    private void write(boolean getsHorizon, long horizonMs) {
        long base = getsHorizon ? horizonMs : batch.baseTimestamp();
        int end = RecordBatchFlyweight.RECORDS_AT;
        records.wrap(opener.buffer(), opener.offset());
        while (records.next()) {
            if (kept.get(records.index())) {
                end = getsHorizon ? encode(end, records.timestamp() - base) : copy(end);
            }
        }
        head(plain, getsHorizon, base);
        finish(end);
    }

    private int copy(int to) {
        int bytes = records.recordEnd() - records.recordAt();
        plain.putBytes(to, opener.buffer(), records.recordAt(), bytes);
        return to + bytes;
    }

    /** With another timestamp delta. */
    private int encode(int to, long timestampDelta) {
        int rest = records.recordEnd() - records.offsetDeltaAt();
        int at = Varint.put(plain, to, 1 + Varint.bytes(timestampDelta) + rest);
        plain.putByte(at++, opener.buffer().getByte(records.attributesAt()));
        at = Varint.put(plain, at, timestampDelta);
        plain.putBytes(at, opener.buffer(), records.offsetDeltaAt(), rest);
        return at + rest;
    }

    private void head(MutableDirectBuffer to, boolean getsHorizon, long baseTimestamp) {
        to.putBytes(0, batch.buffer(), batch.offset(), RecordBatchFlyweight.RECORDS_AT);
        int attributes = batch.attributes();
        attributes |= getsHorizon ? RecordBatchFlyweight.DELETE_HORIZON : 0;
        to.putShort(RecordBatchFlyweight.ATTRIBUTES_AT, (short) attributes, BIG_ENDIAN);
        to.putLong(RecordBatchFlyweight.BASE_TIMESTAMP_AT, baseTimestamp, BIG_ENDIAN);
        to.putLong(RecordBatchFlyweight.MAX_TIMESTAMP_AT, maxTimestamp, BIG_ENDIAN);
        to.putInt(RecordBatchFlyweight.RECORD_COUNT_AT, keptCount, BIG_ENDIAN);
    }

    private void finish(int end) {
        int head = RecordBatchFlyweight.RECORDS_AT;
        if (batch.compression() == Compression.NONE.ordinal()) {
            seal(plain, end);
            return;
        }
        closed.putBytes(0, plain, 0, head);
        int bytes = codec.close(batch.compression(), plain, head, end - head, closed, head);
        seal(closed, head + bytes);
    }

    private void seal(MutableDirectBuffer to, int size) {
        to.putInt(
                RecordBatchFlyweight.BATCH_LENGTH_AT,
                size - RecordBatchFlyweight.PREFIX_BYTES,
                BIG_ENDIAN);
        to.putInt(RecordBatchFlyweight.CRC_AT, crc.ofBatch(to, 0, size), BIG_ENDIAN);
        buffer = to;
        length = size;
    }

    /**
     * Takes all records out of a batch: it keeps its place and its producer's numbers, has no
     * timestamp and is not compressed.
     */
    public void empty(DirectBuffer from, int at) {
        batch.wrap(from, at);
        keptCount = 0;
        maxTimestamp = -1;
        head(plain, false, batch.baseTimestamp());
        int attributes = batch.attributes() & ~RecordBatchFlyweight.COMPRESSION_MASK;
        plain.putShort(RecordBatchFlyweight.ATTRIBUTES_AT, (short) attributes, BIG_ENDIAN);
        seal(plain, RecordBatchFlyweight.RECORDS_AT);
    }

    /** The batch that was written last, from 0 on. */
    public DirectBuffer buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }
}
