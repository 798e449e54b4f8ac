package io.robustmq.storage.log;

import static io.robustmq.storage.disk.concurrent.RecentBytes.BLOCK_BYTES;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.journal.FrameFlyweight;
import io.robustmq.storage.journal.JournalBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * Some of the committed journal, read at once into memory of {@link ColdBatches}: for a log that
 * has most of it to itself. Stops at the log's batches; what is not whole at its end is left. One
 * thread.
 */
final class JournalRun {
    private static final int HEAD_BYTES =
            FrameFlyweight.HEADER_BYTES + LogFrames.BATCH_AT + RecordBatchFlyweight.RECORDS_AT;

    private final JournalBytes journal;
    private final ByteBuffer bytes;
    private final DirectBuffer buffer;
    private final CRC32C crc = new CRC32C();

    /** Journal position of the memory's first byte. */
    private long base;

    private int at;
    private int end;
    private int length;

    JournalRun(JournalBytes journal, ColdBatches into) {
        this.journal = journal;
        this.bytes = into.bytes();
        this.buffer = into.memory();
    }

    /**
     * Reads from the beginning of a frame on.
     *
     * @param most bytes of batches that are wanted
     * @return false when nothing is there
     */
    boolean load(long position, int most) throws IOException {
        int lead = (int) (position % BLOCK_BYTES);
        long framesEnd = journal.endOf(position);
        base = position - lead;
        at = lead;
        length = 0;
        if (framesEnd <= position) {
            return false;
        }
        int wanted =
                (int) Math.min(most + ColdBatches.RUN_SLACK_BYTES - BLOCK_BYTES, framesEnd - base);
        int count = journal.read(base, bytes.clear().limit(Math.min(wanted, bytes.capacity())));
        bytes.clear();
        end = count;
        return count > lead;
    }

    /**
     * Goes on to the log's next batch.
     *
     * @return false when there is none whole
     * @throws IOException when bytes lie there that are no frame
     */
    boolean next(long logId) throws IOException {
        at += length;
        length = 0;
        while (end - at >= FrameFlyweight.HEADER_BYTES) {
            int frame = FrameFlyweight.length(buffer, at);
            if (frame < FrameFlyweight.HEADER_BYTES) {
                throw new IOException("no frame at journal position " + (base + at));
            }
            if (frame > end - at) {
                return false;
            }
            length = FrameFlyweight.framedBytes(frame - FrameFlyweight.HEADER_BYTES);
            if (isBatchOf(logId, frame)) {
                check(frame);
                return true;
            }
            at += length;
            length = 0;
        }
        return false;
    }

    private boolean isBatchOf(long logId, int frame) {
        return frame >= HEAD_BYTES
                && FrameFlyweight.type(buffer, at) == LogFrames.BATCH
                && buffer.getLong(at + FrameFlyweight.HEADER_BYTES, LITTLE_ENDIAN) == logId;
    }

    private void check(int frame) throws IOException {
        if (!FrameFlyweight.isWhole(buffer, bytes, at, frame, crc)) {
            throw new IOException("no frame at journal position " + (base + at));
        }
    }

    /** Where in the memory the batch begins that it stands at. */
    int batchAt() {
        return at + FrameFlyweight.HEADER_BYTES + LogFrames.BATCH_AT;
    }

    int batchBytes() {
        return RecordBatchFlyweight.sizeBytes(buffer, batchAt());
    }

    long baseOffset() {
        return RecordBatchFlyweight.baseOffset(buffer, batchAt());
    }

    long endOffset() {
        return RecordBatchFlyweight.endOffset(buffer, batchAt());
    }

    /** Journal position of the frame behind it. */
    long following() {
        return base + at + length;
    }
}
