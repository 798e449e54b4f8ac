package io.robustmq.codec.kafka.rewrite;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.Compression;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Shows a batch as it would be without compression. Not for a core. One thread. */
public final class BatchOpener {
    private final int bytesMax;
    private final RecordsCodec codec = new RecordsCodec();
    private final ExpandableArrayBuffer own = new ExpandableArrayBuffer();
    private final RecordBatchFlyweight batch =
            new RecordBatchFlyweight(new UnsafeBuffer(new byte[0]), 0);
    private DirectBuffer buffer = own;
    private int offset;

    /**
     * @param bytesMax of the records of an opened batch
     */
    public BatchOpener(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * Opens a batch whose checksum was judged; one that is not compressed is shown where it is.
     *
     * @return {@link BatchProblem#LENGTH}: more than may be taken; {@link BatchProblem#RECORDS}:
     *     not what its compression makes
     */
    public BatchProblem open(DirectBuffer from, int at) {
        batch.wrap(from, at);
        if (batch.compression() == Compression.NONE.ordinal()) {
            buffer = from;
            offset = at;
            return BatchProblem.NONE;
        } else if (batch.compression() >= Compression.COUNT) {
            return BatchProblem.COMPRESSION;
        }
        int head = RecordBatchFlyweight.RECORDS_AT;
        int length = batch.sizeBytes() - head;
        int bytes = codec.open(batch.compression(), from, at + head, length, own, head, bytesMax);
        if (bytes < 0) {
            return bytes == RecordsCodec.TOO_LARGE ? BatchProblem.LENGTH : BatchProblem.RECORDS;
        }
        own.putBytes(0, from, at, head);
        own.putInt(
                RecordBatchFlyweight.BATCH_LENGTH_AT,
                head + bytes - RecordBatchFlyweight.PREFIX_BYTES,
                BIG_ENDIAN);
        int attributes = batch.attributes() & ~RecordBatchFlyweight.COMPRESSION_MASK;
        own.putShort(RecordBatchFlyweight.ATTRIBUTES_AT, (short) attributes, BIG_ENDIAN);
        buffer = own;
        offset = 0;
        return BatchProblem.NONE;
    }

    /** Holds the batch that was opened last, until the next one is. */
    public DirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }
}
