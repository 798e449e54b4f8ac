package io.robustmq.codec.kafka.rewrite;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.Compression;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches that the real client made, and such as nobody should make. */
class BatchOpenerTest {
    private static final int LIMIT = 1 << 20;

    private final BatchOpener opener = new BatchOpener(LIMIT);

    private static byte[] batch(CompressionType compression, byte[]... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = new SimpleRecord(1_000 + i, ("k" + i).getBytes(), values[i]);
        }
        MemoryRecords made =
                MemoryRecords.withRecords(
                        org.apache.kafka.common.compress.Compression.of(compression).build(),
                        records);
        ByteBuffer buffer = made.buffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"NONE", "GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void shouldOpenWhatTheRealClientCompressed(CompressionType compression) {
        byte[][] values = new byte[500][];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = new byte[random.nextInt(1_000)];
            random.nextBytes(values[i]);
        }
        byte[] batch = batch(compression, values);

        BatchProblem problem = opener.open(new UnsafeBuffer(batch), 0);

        assertThat(problem).isEqualTo(BatchProblem.NONE);
        DirectBuffer opened = opener.buffer();
        RecordIterator records =
                new RecordIterator(opened, opener.offset()).wrap(opened, opener.offset());
        for (byte[] value : values) {
            assertThat(records.next()).isTrue();
            byte[] found = new byte[records.valueLength()];
            opened.getBytes(records.valueOffset(), found);
            assertThat(found).isEqualTo(value);
            assertThat(records.timestamp()).isEqualTo(1_000 + records.index());
        }
        assertThat(records.next()).isFalse();
        assertThat(records.isWhole()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void shouldGiveUpWhatGrowsBeyondTheLimit(CompressionType compression) {
        byte[] bomb = batch(compression, new byte[32 << 20]);

        BatchProblem problem = opener.open(new UnsafeBuffer(bomb), 0);

        assertThat(problem).isEqualTo(BatchProblem.LENGTH);
        assertThat(opener.buffer().capacity()).isLessThan(2 * LIMIT);
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void shouldSayWhenTheBytesAreSomethingElse(CompressionType compression) {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            byte[] batch = batch(compression, new byte[2_000]);
            int from = RecordBatchFlyweight.RECORDS_AT + random.nextInt(8);
            for (int at = from; at < batch.length; at++) {
                batch[at] = (byte) random.nextInt();
            }

            assertThat(opener.open(new UnsafeBuffer(batch), 0))
                    .isIn(BatchProblem.RECORDS, BatchProblem.LENGTH);
        }
    }

    @Test
    void shouldNotBelieveTheLengthOfASnappyChunk() {
        byte[] claim = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 'x'};

        assertThat(opener.open(new UnsafeBuffer(snappy(claim)), 0)).isEqualTo(BatchProblem.LENGTH);
    }

    @Test
    void shouldOpenSnappyWithoutChunks() {
        byte[] records = new byte[60];
        Arrays.fill(records, (byte) 7);
        byte[] literal = new byte[62]; // opened length | 59 << 2, a literal of 60 bytes | them
        Arrays.fill(literal, (byte) 7);
        literal[0] = 60;
        literal[1] = (byte) (59 << 2);

        BatchProblem problem = opener.open(new UnsafeBuffer(snappy(literal)), 0);

        assertThat(problem).isEqualTo(BatchProblem.NONE);
        byte[] opened = new byte[records.length];
        opener.buffer().getBytes(RecordBatchFlyweight.RECORDS_AT, opened);
        assertThat(opened).isEqualTo(records);
    }

    private static byte[] snappy(byte[] records) {
        byte[] batch = new byte[RecordBatchFlyweight.RECORDS_AT + records.length];
        System.arraycopy(records, 0, batch, RecordBatchFlyweight.RECORDS_AT, records.length);
        UnsafeBuffer to = new UnsafeBuffer(batch);
        to.putInt(
                RecordBatchFlyweight.BATCH_LENGTH_AT,
                batch.length - RecordBatchFlyweight.PREFIX_BYTES,
                BIG_ENDIAN);
        to.putShort(
                RecordBatchFlyweight.ATTRIBUTES_AT,
                (short) Compression.SNAPPY.ordinal(),
                BIG_ENDIAN);
        return batch;
    }
}
