package io.robustmq.storage.log;

import static io.robustmq.storage.disk.concurrent.RecentBytes.BLOCK_BYTES;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.disk.concurrent.UntouchedMemory;
import io.robustmq.storage.journal.FrameFlyweight;
import io.robustmq.storage.journal.JournalBytes;
import io.robustmq.storage.read.concurrent.BlockCache;
import io.robustmq.storage.read.concurrent.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes from a frame of the committed journal over those behind it, and stops at the batches of one
 * log or of all. Only a batch that is taken is read whole and checked. One thread.
 */
final class FrameWalk {
    /** The end of what is committed. */
    static final int END = 0;

    /** Stands at a batch. */
    static final int BATCH = 1;

    /** The segment is gone: freed meanwhile. */
    static final int GONE = 2;

    /** Any log's batches. */
    static final long ALL_LOGS = Long.MIN_VALUE;

    private static final int HEAD_BYTES =
            FrameFlyweight.HEADER_BYTES + LogFrames.BATCH_AT + RecordBatchFlyweight.RECORDS_AT;

    private final JournalBytes journal;
    private final BlockSource source;
    private final BlockCache cache;
    private final UnsafeBuffer head = new UnsafeBuffer(new byte[HEAD_BYTES]);
    private final ByteBuffer frameBytes;
    private final UnsafeBuffer frame;
    private final CRC32C crc = new CRC32C();
    private long at;
    private long end;
    private int length;

    /** Where in {@link #frame} it begins. */
    private int frameAt;

    FrameWalk(JournalBytes journal, BlockCache cache) {
        this.journal = journal;
        this.source = new JournalSource(journal);
        this.cache = cache;
        this.frameBytes = UntouchedMemory.allocate(bufferBytes(journal), BLOCK_BYTES);
        this.frame = new UnsafeBuffer(frameBytes);
    }

    /** Memory that a walk takes. */
    static long memoryBytes(JournalBytes journal) {
        return bufferBytes(journal);
    }

    /** The longest frame, in the blocks of the disk that it lies in. */
    private static int bufferBytes(JournalBytes journal) {
        return BitUtil.align(journal.frameBytesMax(), BLOCK_BYTES) + BLOCK_BYTES;
    }

    /**
     * Goes to the beginning of a frame or of a segment; to the first frame that is there when the
     * segment was freed.
     */
    void start(long position) {
        long first = Math.max(journal.first(), journal.firstIn(position));
        at = Math.max(position, first);
        length = 0;
    }

    /**
     * Goes on to the next batch.
     *
     * @param logId whose, or {@link #ALL_LOGS}
     * @param limit journal position from which on nothing is looked at
     * @throws IOException when bytes lie there that are no frame
     */
    int next(long logId, long limit) throws IOException {
        at += length;
        length = 0;
        while (at < limit) {
            at = Math.max(at, journal.firstIn(at)); // behind a segment that is full to its end
            end = journal.endOf(at);
            if (end == JournalBytes.GONE) {
                return GONE;
            }
            if (at >= Math.min(end, limit)) {
                long following = journal.following(at);
                if (following == JournalBytes.GONE || following >= journal.committed()) {
                    return END;
                }
                at = following;
            } else if (!readHeader()) {
                return GONE;
            } else if (isBatchOf(logId)) {
                return BATCH;
            } else {
                at += length;
                length = 0;
            }
        }
        return END;
    }

    private boolean readHeader() throws IOException {
        int available = (int) Math.min(HEAD_BYTES, end - at);
        if (available < FrameFlyweight.HEADER_BYTES || !load(head, available)) {
            return available < FrameFlyweight.HEADER_BYTES && damaged();
        }
        int bytes = FrameFlyweight.length(head, 0);
        if (bytes < FrameFlyweight.HEADER_BYTES || bytes > end - at) {
            return damaged();
        }
        length = (bytes + FrameFlyweight.ALIGNMENT_BYTES - 1) & -FrameFlyweight.ALIGNMENT_BYTES;
        return true;
    }

    private boolean damaged() throws IOException {
        if (journal.endOf(at) == JournalBytes.GONE) {
            return false;
        }
        throw new IOException("no frame at journal position " + at);
    }

    private boolean isBatchOf(long logId) {
        return FrameFlyweight.type(head, 0) == LogFrames.BATCH
                && (logId == ALL_LOGS || logId() == logId);
    }

    /** Brings so many bytes from the frame's beginning on; false when they are gone. */
    private boolean load(MutableDirectBuffer into, int bytes) throws IOException {
        for (int done = 0; done < bytes; ) {
            int count = cache.read(source, at + done, into, done, bytes - done);
            if (count <= 0) {
                return false;
            }
            done += count;
        }
        return true;
    }

    /** Of the frame it stands at. */
    long logId() {
        return head.getLong(FrameFlyweight.HEADER_BYTES, LITTLE_ENDIAN);
    }

    long logPosition() {
        return LogFrames.logPosition(head, FrameFlyweight.HEADER_BYTES);
    }

    private int batchAt() {
        return FrameFlyweight.HEADER_BYTES + LogFrames.BATCH_AT;
    }

    long baseOffset() {
        return RecordBatchFlyweight.baseOffset(head, batchAt());
    }

    long endOffset() {
        return RecordBatchFlyweight.endOffset(head, batchAt());
    }

    long maxTimestamp() {
        return RecordBatchFlyweight.maxTimestamp(head, batchAt());
    }

    int batchBytes() {
        return RecordBatchFlyweight.sizeBytes(head, batchAt());
    }

    /** Journal position of the frame behind it. */
    long following() {
        return at + length;
    }

    /**
     * Reads and checks the whole batch it stands at; it is in {@link #batchBuffer} at {@link
     * #batchOffset} until the next call.
     *
     * @return false when it is gone
     */
    boolean loadBatch() throws IOException {
        int bytes = FrameFlyweight.length(head, 0);
        if (!(bytes > cache.blockBytes() ? loadPastCache(bytes) : loadFromCache(bytes))) {
            return false;
        }
        if (FrameFlyweight.isWhole(frame, frameBytes, frameAt, bytes, crc)) {
            return true;
        }
        return damaged();
    }

    private boolean loadFromCache(int bytes) throws IOException {
        frameAt = 0;
        return load(frame, bytes);
    }

    /** A frame longer than a block is read by itself, in whole blocks of the disk. */
    private boolean loadPastCache(int bytes) throws IOException {
        frameAt = (int) (at % BLOCK_BYTES);
        int count = journal.read(at - frameAt, frameBytes.clear().limit(frameAt + bytes));
        frameBytes.clear();
        return count == frameAt + bytes;
    }

    UnsafeBuffer batchBuffer() {
        return frame;
    }

    int batchOffset() {
        return frameAt + batchAt();
    }
}
