package io.robustmq.storage.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.read.concurrent.BlockCache;
import io.robustmq.storage.tier.LogObject;
import io.robustmq.storage.tier.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Goes over the batches of one object in the tier, from where its index says. One thread. */
final class ObjectWalk {
    private final Tier tier;
    private final BlockCache cache;
    private final ByteBuffer headerBytes = ByteBuffer.allocate(LogObject.HEADER_BYTES);
    private final UnsafeBuffer head = new UnsafeBuffer(new byte[LogObject.HEADER_BYTES]);
    private final UnsafeBuffer headerView = new UnsafeBuffer(headerBytes);
    private final BatchCheck check = new BatchCheck(head);
    private TierSource source;
    private long at;
    private long end;

    ObjectWalk(Tier tier, BlockCache cache) {
        this.tier = tier;
        this.cache = cache;
        this.source = new TierSource(tier, 0, new TierPiece(0, 0, 0, 0, 0));
    }

    /**
     * Goes to a batch of the object from which on the record offset's is found.
     *
     * @return false when the object is gone
     * @throws IOException when it is not what it should be
     */
    boolean start(long logId, TierPiece piece, long recordOffset) throws IOException {
        source = new TierSource(tier, logId, piece);
        if (!load(0, headerView, 0, LogObject.HEADER_BYTES)) {
            return false;
        }
        LogObject.Header header = LogObject.header(source.name(), headerBytes.clear());
        if (header.logId() != logId || header.firstOffset() != piece.firstOffset()) {
            throw new IOException(source.name() + " is another log's");
        }
        end = header.indexPosition();
        return find(header, recordOffset);
    }

    /** The last entry that is not behind the record offset. */
    private boolean find(LogObject.Header header, long recordOffset) throws IOException {
        at = LogObject.HEADER_BYTES;
        int low = 0;
        int high = header.indexCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            long entry = header.indexPosition() + (long) middle * LogObject.ENTRY_BYTES;
            if (!load(entry, head, 0, LogObject.ENTRY_BYTES)) {
                return false;
            }
            if (head.getLong(0, LITTLE_ENDIAN) <= recordOffset) {
                at = head.getLong(Long.BYTES, LITTLE_ENDIAN);
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return true;
    }

    /**
     * Looks at the batch it stands at.
     *
     * @return false behind the last, or when the object is gone
     */
    boolean peek() throws IOException {
        return at < end && load(at, head, 0, RecordBatchFlyweight.RECORDS_AT);
    }

    long endOffset() {
        return RecordBatchFlyweight.endOffset(head, 0);
    }

    long baseOffset() {
        return RecordBatchFlyweight.baseOffset(head, 0);
    }

    long maxTimestamp() {
        return RecordBatchFlyweight.maxTimestamp(head, 0);
    }

    int batchBytes() {
        return RecordBatchFlyweight.sizeBytes(head, 0);
    }

    /** Goes over the batch that was looked at. */
    void skip() {
        at += batchBytes();
    }

    /**
     * Copies the batch that was looked at, and goes over it.
     *
     * @return false when the object is gone
     * @throws IOException when the batch is not what was put there
     */
    boolean take(MutableDirectBuffer into, int offset) throws IOException {
        int bytes = batchBytes();
        if (!load(at, into, offset, bytes)) {
            return false;
        }
        if (check.checkBytes(into, offset, bytes) != BatchProblem.NONE) {
            throw new IOException("%s is damaged at %d".formatted(source.name(), at));
        }
        at += bytes;
        return true;
    }

    private boolean load(long position, MutableDirectBuffer into, int offset, int bytes)
            throws IOException {
        for (int done = 0; done < bytes; ) {
            int count = cache.read(source, position + done, into, offset + done, bytes - done);
            if (count <= 0) {
                return false;
            }
            done += count;
        }
        return true;
    }
}
