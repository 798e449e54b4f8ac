package io.robustmq.loadgen.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.kafka.BatchCrc;
import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.kafka.produce.ProduceRequestEncoder;
import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A produce request with a batch of records that are made once: sending is patching their stamps,
 * the batch's header and its checksum, and it is sent from where it is.
 *
 * <pre>
 *   | unused | head of the request, its size varies | batch header | records … | tail | unused
 *            at {@code frameAt}                     at BATCH_AT
 * </pre>
 */
@OwnedBy(Core.class)
final class BatchSlot {
    private static final int CACHE_LINE = 128;

    private final int batchAt;
    private final UnsafeBuffer bytes;
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final BatchCrc crc = new BatchCrc();
    private final int[] stampAt;
    private final int[] recordEnd;
    private int count;
    private long openedNs;

    // What the tail of the request stands on, to be put back.
    private long underTail;
    private int underTailAt;

    /**
     * @param headBytesMax room for the head of the request
     */
    BatchSlot(int headBytesMax, int batchBytes, int payloadBytes) {
        batchAt = (headBytesMax + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
        UnsafeBuffer payload = new UnsafeBuffer(new byte[payloadBytes]);
        for (int i = 0; i < payloadBytes; i++) {
            payload.putByte(i, (byte) ('a' + i % 26));
        }
        int recordBytesMax = payloadBytes + CACHE_LINE;
        int room = batchAt + Math.max(batchBytes, recordBytesMax) + recordBytesMax + CACHE_LINE;
        bytes = new UnsafeBuffer(BufferUtil.allocateDirectAligned(room, CACHE_LINE));
        int records = fill(batchBytes, payload);
        stampAt = new int[records];
        recordEnd = new int[records];
        find(records);
        underTailAt = recordEnd[records - 1];
        underTail = bytes.getLong(underTailAt);
    }

    /** As many records as the batch holds, one at least. */
    private int fill(int batchBytes, UnsafeBuffer payload) {
        int fitting = 1;
        while (size(fitting + 1, payload.capacity()) <= batchBytes) {
            fitting++;
        }
        RecordBatchEncoder batch = new RecordBatchEncoder(bytes).begin(bytes, batchAt, 0);
        for (int i = 0; i < fitting; i++) {
            batch.add(0, payload, 0, RecordIterator.NULL, payload, 0, payload.capacity());
        }
        batch.finish();
        return fitting;
    }

    /** At most: numbers of variable length are taken as five bytes. */
    private static int size(int records, int payloadBytes) {
        return RecordBatchFlyweight.RECORDS_AT + records * (payloadBytes + 12);
    }

    private void find(int records) {
        RecordIterator iterator = new RecordIterator(bytes, batchAt).wrap(bytes, batchAt);
        for (int i = 0; i < records && iterator.next(); i++) {
            stampAt[i] = iterator.valueOffset();
            recordEnd[i] = iterator.headersOffset() + iterator.headersLength();
        }
    }

    boolean isFull() {
        return count == stampAt.length;
    }

    int count() {
        return count;
    }

    /** When its first record was put. */
    long openedNs() {
        return openedNs;
    }

    /** Puts the next record; not when it {@link #isFull}. */
    void put(long word, long intendedNs, long nowNs) {
        if (count == 0) {
            openedNs = nowNs;
        }
        Stamp.write(bytes, stampAt[count++], word, intendedNs);
    }

    /**
     * Completes the request with what was put.
     *
     * @return all of it; valid until {@link #reopen}
     */
    UnsafeBuffer seal(
            int version,
            int correlationId,
            DirectBuffer clientId,
            int acks,
            DirectBuffer topic,
            int partition) {
        int end = recordEnd[count - 1];
        sealBatch(end - batchAt, System.currentTimeMillis());
        int batchBytes = end - batchAt;
        int headBytes =
                ProduceRequestEncoder.headBytes(
                        version, clientId.capacity(), topic.capacity(), batchBytes);
        int frameAt = batchAt - headBytes;
        ProduceRequestEncoder.head(
                bytes,
                frameAt,
                version,
                correlationId,
                clientId,
                acks,
                KafkaSettings.PRODUCE_TIMEOUT_MS,
                topic,
                partition,
                batchBytes);
        underTailAt = end;
        underTail = bytes.getLong(end);
        int frameEnd = ProduceRequestEncoder.tail(bytes, end, version);
        frame.wrap(bytes, frameAt, frameEnd - frameAt);
        return frame;
    }

    private void sealBatch(int size, long nowMs) {
        int at = batchAt;
        bytes.putInt(
                at + RecordBatchFlyweight.BATCH_LENGTH_AT,
                size - RecordBatchFlyweight.PREFIX_BYTES,
                BIG_ENDIAN);
        bytes.putInt(at + RecordBatchFlyweight.LAST_OFFSET_DELTA_AT, count - 1, BIG_ENDIAN);
        bytes.putLong(at + RecordBatchFlyweight.BASE_TIMESTAMP_AT, nowMs, BIG_ENDIAN);
        bytes.putLong(at + RecordBatchFlyweight.MAX_TIMESTAMP_AT, nowMs, BIG_ENDIAN);
        bytes.putInt(at + RecordBatchFlyweight.RECORD_COUNT_AT, count, BIG_ENDIAN);
        bytes.putInt(at + RecordBatchFlyweight.CRC_AT, crc.ofBatch(bytes, at, size), BIG_ENDIAN);
    }

    /** The request is gone, and nobody needs its bytes. */
    void reopen() {
        bytes.putLong(underTailAt, underTail);
        count = 0;
    }
}
