package io.robustmq.storage.driver;

import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes record batches and reads them back, for tests. */
public final class Batches {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64 << 10]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[64 << 10]);
    private final RecordBatchEncoder encoder = new RecordBatchEncoder(buffer);
    private final BatchCheck check = new BatchCheck(buffer);
    private int length;

    /** A batch of no producer. */
    public Batches of(long timestampMs, String... values) {
        encoder.begin(buffer, 0, timestampMs);
        return with(timestampMs, values);
    }

    /** A batch of an idempotent producer. */
    public Batches of(
            long producerId, int epoch, int sequence, long timestampMs, String... values) {
        encoder.begin(buffer, 0, timestampMs).producer(producerId, (short) epoch, sequence);
        return with(timestampMs, values);
    }

    private Batches with(long timestampMs, String... values) {
        for (String each : values) {
            int bytes = value.putStringWithoutLengthUtf8(0, each);
            encoder.add(timestampMs, value, 0, RecordIterator.NULL, value, 0, bytes);
        }
        length = encoder.finish();
        return this;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }

    /** "offset=value" of every record of these batches, each of which is checked. */
    public List<String> read(DirectBuffer from, int offset, int bytes) {
        List<String> records = new ArrayList<>();
        for (int at = offset; at < offset + bytes; at += RecordBatchFlyweight.sizeBytes(from, at)) {
            BatchProblem problem = check.check(from, at, offset + bytes - at);
            if (problem != BatchProblem.NONE) {
                throw new AssertionError("a batch that is " + problem);
            }
            RecordIterator each = new RecordIterator(from, at).wrap(from, at);
            while (each.next()) {
                byte[] read = new byte[each.valueLength()];
                from.getBytes(each.valueOffset(), read);
                records.add(each.recordOffset() + "=" + new String(read, StandardCharsets.UTF_8));
            }
        }
        return records;
    }
}
