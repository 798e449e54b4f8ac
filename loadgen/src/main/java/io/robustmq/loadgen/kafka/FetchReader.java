package io.robustmq.loadgen.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.codec.kafka.Compression;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.fetch.FetchRequestEncoder;
import io.robustmq.codec.kafka.fetch.FetchResponseFlyweight;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.WireWriter;
import io.robustmq.loadgen.kafka.control.Dialogue;
import io.robustmq.loadgen.rig.Arrivals;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Fetches one partition without end, a request at a time, and reads the records while the response
 * is still coming: what is carried from one read to the next is never more than a record.
 *
 * <pre>
 *   BETWEEN —head— RECORDS —batch header, records … — RECORDS — TAIL — BETWEEN, and asks again
 * </pre>
 *
 * <p>Where what is stored is read over and over, it goes back to its first record at the end.
 */
@OwnedBy(Core.class)
final class FetchReader implements KafkaClient.Traffic {
    private enum State {
        BETWEEN,
        RECORDS,
        BATCH,
        TAIL
    }

    private final KafkaClient client;
    private final KafkaSettings settings;
    private final int version;
    private final int partition;
    private final RecordReader records;
    private final RecordBatchFlyweight batch;
    private final UnsafeBuffer topic;
    private final UnsafeBuffer clientId = new UnsafeBuffer(KafkaSettings.CLIENT_ID.getBytes(UTF_8));
    private final FetchResponseFlyweight response = new FetchResponseFlyweight();
    private final UnsafeBuffer request;
    private final Arrivals arrivals;
    private final long firstOffset;

    /** How many are read over and over from there; 0: all, once. */
    private final long repeated;

    private State state = State.BETWEEN;

    /** Bytes of the response that are still to come. */
    private int responseLeft;

    /** Of these, bytes of records. */
    private int recordsLeft;

    private int batchLeft;
    private long nextOffset;
    private int correlationId;

    FetchReader(
            KafkaClient client,
            KafkaSettings settings,
            int version,
            int partition,
            long firstOffset,
            long repeated,
            Arrivals arrivals) {
        this.client = client;
        this.settings = settings;
        this.version = version;
        this.partition = partition;
        this.nextOffset = firstOffset;
        this.firstOffset = firstOffset;
        this.repeated = repeated;
        this.arrivals = arrivals;
        this.records = new RecordReader(arrivals);
        this.batch = new RecordBatchFlyweight(clientId, 0);
        this.topic = new UnsafeBuffer(settings.topic().getBytes(UTF_8));
        int requestBytes = FetchRequestEncoder.bytesMax(clientId.capacity(), topic.capacity());
        this.request = new UnsafeBuffer(new byte[requestBytes]);
    }

    /** Asks for what comes next. */
    void ask() {
        Connection connection = client.connection();
        int length =
                FetchRequestEncoder.encode(
                        request,
                        0,
                        version,
                        ++correlationId,
                        clientId,
                        settings.fetchWaitMs(),
                        1,
                        settings.fetchBytes(),
                        topic,
                        partition,
                        nextOffset);
        int at = connection.claim(length);
        if (at == Connection.BACK_PRESSURED) {
            client.end("the broker takes no fetch request");
            return;
        }
        connection.output().putBytes(at, request, 0, length);
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length, long nowNs)
            throws KafkaViolation {
        int left = length;
        while (left > 0) {
            int taken = take(buffer, offset + length - left, left, nowNs);
            if (taken == 0) {
                break;
            }
            left -= taken;
        }
        return length - left;
    }

    private int take(DirectBuffer buffer, int at, int available, long nowNs) throws KafkaViolation {
        return switch (state) {
            case BETWEEN -> takeHead(buffer, at, available);
            case RECORDS -> takeBatchHeader(buffer, at, available);
            case BATCH -> takeRecords(buffer, at, available, nowNs);
            case TAIL -> takeTail(available);
        };
    }

    private int takeHead(DirectBuffer buffer, int at, int available) throws KafkaViolation {
        if (available < WireWriter.SIZE_BYTES) {
            return 0;
        }
        int size = buffer.getInt(at, BIG_ENDIAN);
        int there = Math.min(size, available - WireWriter.SIZE_BYTES);
        int bodyAt = at + WireWriter.SIZE_BYTES;
        if (size <= 0 || !response.wrap(buffer, bodyAt, there, version)) {
            if (size <= there) {
                throw new KafkaViolation("a fetch response that is none");
            }
            return 0;
        }
        if (response.correlationId() != correlationId) {
            throw new KafkaViolation("a response out of order");
        }
        if (response.errorCode() != 0) {
            throw new KafkaViolation(
                    "fetch was refused: " + Dialogue.errorName(response.errorCode()));
        }
        int headBytes = response.recordsOffset() - bodyAt;
        responseLeft = size - headBytes;
        recordsLeft = response.recordsBytes();
        if (recordsLeft > responseLeft) {
            throw new KafkaViolation("more records than the response has bytes");
        }
        state = recordsLeft > 0 ? State.RECORDS : State.TAIL;
        endIfAllCame();
        return WireWriter.SIZE_BYTES + headBytes;
    }

    /** A batch that is cut off by the end of the response is passed over. */
    private int takeBatchHeader(DirectBuffer buffer, int at, int available) throws KafkaViolation {
        if (recordsLeft < RecordBatchFlyweight.RECORDS_AT) {
            state = State.TAIL;
            return takeTail(available);
        }
        if (available < RecordBatchFlyweight.RECORDS_AT) {
            return 0;
        }
        int size = batch.wrap(buffer, at).sizeBytes();
        if (size < RecordBatchFlyweight.RECORDS_AT) {
            throw new KafkaViolation("a batch of " + size + " bytes");
        }
        if (size > recordsLeft) {
            state = State.TAIL;
            return takeTail(available);
        }
        if (batch.compression() != Compression.NONE.ordinal()) {
            throw new KafkaViolation("a compressed batch: this reads only what it wrote");
        }
        records.begin(batch.baseOffset(), nextOffset);
        nextOffset = Math.max(nextOffset, batch.endOffset());
        batchLeft = size - RecordBatchFlyweight.RECORDS_AT;
        state = batchLeft > 0 ? State.BATCH : State.RECORDS;
        return taken(RecordBatchFlyweight.RECORDS_AT);
    }

    private int takeRecords(DirectBuffer buffer, int at, int available, long nowNs)
            throws KafkaViolation {
        int bytes = records.read(buffer, at, Math.min(available, batchLeft), nowNs);
        if (bytes == 0 && available >= batchLeft && batchLeft > 0) {
            throw new KafkaViolation("a record is longer than its batch");
        }
        batchLeft -= bytes;
        if (batchLeft == 0) {
            state = State.RECORDS;
        }
        return taken(bytes);
    }

    private int taken(int bytes) {
        recordsLeft -= bytes;
        responseLeft -= bytes;
        if (recordsLeft == 0) {
            state = State.TAIL;
            endIfAllCame();
        }
        return bytes;
    }

    private int takeTail(int available) {
        int bytes = Math.min(available, responseLeft);
        responseLeft -= bytes;
        endIfAllCame();
        return bytes;
    }

    private void endIfAllCame() {
        if (responseLeft == 0 && state == State.TAIL) {
            state = State.BETWEEN;
            if (repeated > 0 && nextOffset >= firstOffset + repeated) {
                nextOffset = firstOffset;
                arrivals.again(repeated);
            }
            ask();
        }
    }
}
