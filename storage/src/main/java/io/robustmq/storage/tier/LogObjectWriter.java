package io.robustmq.storage.tier;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers batches of one log, in order, into an object for a tier; without a gap, but for one that
 * compaction makes. Memory grows with what is added; whoever adds bounds it. One thread.
 */
public final class LogObjectWriter {
    private static final int FIRST_BYTES = 4 << 10;

    private final long logId;
    private final long logPosition;
    private final long firstOffset;
    private final int indexSpacingBytes;
    private final long generation;
    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);
    private UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private ByteBuffer index = ByteBuffer.allocate(FIRST_BYTES).order(LITTLE_ENDIAN);
    private int end = LogObject.HEADER_BYTES;
    private int nextIndexedAt = LogObject.HEADER_BYTES;
    private long endOffset;
    private long maxTimestampBefore;
    private long maxTimestamp = -1;
    private @Nullable ByteBuffer finished;

    /**
     * @param firstOffset record offset of the first batch to come
     * @param logPosition its byte address in the log
     * @param maxTimestampBefore the highest timestamp of the log's batches before it; −1 for none
     * @param indexSpacingBytes one index entry per so many bytes
     */
    public LogObjectWriter(
            long logId,
            long firstOffset,
            long logPosition,
            long maxTimestampBefore,
            int indexSpacingBytes) {
        this(logId, firstOffset, logPosition, maxTimestampBefore, indexSpacingBytes, 0);
    }

    /**
     * One that may have gaps, since it was compacted.
     *
     * @param logEndPosition the byte address in the log behind the last batch to come
     * @param generation as the piece's, from 1 on
     */
    public static LogObjectWriter compacted(
            long logId,
            long firstOffset,
            long logEndPosition,
            int indexSpacingBytes,
            long generation) {
        return new LogObjectWriter(
                logId, firstOffset, logEndPosition, -1, indexSpacingBytes, generation);
    }

    private LogObjectWriter(
            long logId,
            long firstOffset,
            long logPosition,
            long maxTimestampBefore,
            int indexSpacingBytes,
            long generation) {
        this.generation = generation;
        this.logId = logId;
        this.firstOffset = firstOffset;
        this.logPosition = logPosition;
        this.endOffset = firstOffset;
        this.maxTimestampBefore = maxTimestampBefore;
        this.indexSpacingBytes = indexSpacingBytes;
    }

    /** Adds the batch that begins at {@link #endOffset}, or behind it where there may be gaps. */
    public void add(DirectBuffer batch, int offset, int length) {
        long baseOffset = RecordBatchFlyweight.baseOffset(batch, offset);
        if (generation == 0 ? baseOffset != endOffset : baseOffset < endOffset) {
            throw new IllegalArgumentException("a gap in log " + logId + " before " + endOffset);
        }
        if (end >= nextIndexedAt) {
            addEntry(baseOffset);
            nextIndexedAt = end + indexSpacingBytes;
        }
        ensureRoom(length);
        buffer.putBytes(end, batch, offset, length);
        end += length;
        endOffset = RecordBatchFlyweight.endOffset(batch, offset);
        long timestamp = RecordBatchFlyweight.maxTimestamp(batch, offset);
        maxTimestamp = Math.max(maxTimestamp, timestamp);
        maxTimestampBefore = Math.max(maxTimestampBefore, timestamp);
    }

    private void addEntry(long baseOffset) {
        if (index.remaining() < LogObject.ENTRY_BYTES) {
            ByteBuffer larger = ByteBuffer.allocate(2 * index.capacity()).order(LITTLE_ENDIAN);
            index = larger.put(index.flip());
        }
        index.putLong(baseOffset).putLong(end).putLong(maxTimestampBefore);
    }

    private void ensureRoom(int wanted) {
        if (end + wanted > bytes.capacity()) {
            int capacity = BitUtil.findNextPositivePowerOfTwo(end + wanted);
            ByteBuffer larger = ByteBuffer.allocate(capacity);
            larger.put(0, bytes, 0, end);
            bytes = larger;
            buffer = new UnsafeBuffer(bytes);
        }
    }

    public long logId() {
        return logId;
    }

    public long firstOffset() {
        return firstOffset;
    }

    /** Record offset behind the last batch. */
    public long endOffset() {
        return endOffset;
    }

    /** The byte address in the log of the first batch; so that the last one ends where it did. */
    public long logPosition() {
        return generation == 0 ? logPosition : logPosition - batchBytes();
    }

    public int batchBytes() {
        return end - LogObject.HEADER_BYTES;
    }

    /** The highest timestamp of its own batches. */
    public long maxTimestamp() {
        return maxTimestamp;
    }

    public boolean isEmpty() {
        return endOffset == firstOffset;
    }

    /** The object's name. */
    public String name() {
        return LogObject.nameOf(logId, firstOffset, endOffset, generation);
    }

    /** The whole object, ready to be put; nothing may be added afterwards. The same every time. */
    public ByteBuffer finish() {
        ByteBuffer object = finished;
        if (object == null) {
            object = complete();
            finished = object;
        }
        return object;
    }

    private ByteBuffer complete() {
        index.flip();
        int indexBytes = index.remaining();
        ensureRoom(indexBytes);
        bytes.put(end, index, 0, indexBytes);
        int size = end + indexBytes;
        bytes.limit(size);
        LogObject.putHeader(
                bytes,
                generation == 0 ? LogObject.VERSION : LogObject.COMPACTED_VERSION,
                new LogObject.Header(
                        indexBytes / LogObject.ENTRY_BYTES,
                        logId,
                        firstOffset,
                        endOffset,
                        logPosition(),
                        batchBytes(),
                        maxTimestamp,
                        LogObject.crc(bytes, LogObject.HEADER_BYTES, end),
                        LogObject.crc(bytes, end, size)));
        return bytes.position(0);
    }
}
