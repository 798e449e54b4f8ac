package io.robustmq.codec.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches as Kafka's own client makes and reads them. */
class KafkaBatchesTest {
    private static final SimpleRecord[] RECORDS = {
        new SimpleRecord(1_000, "key".getBytes(US_ASCII), "value".getBytes(US_ASCII)),
        new SimpleRecord(
                1_300,
                null,
                new byte[700],
                new Header[] {new RecordHeader("h", null), new RecordHeader("i", new byte[9])}),
        new SimpleRecord(900, new byte[200], null)
    };

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldTakeWhatTheClientMakes(CompressionType type) {
        MemoryRecords made = MemoryRecords.withRecords(Compression.of(type).build(), RECORDS);
        ByteBuffer sent = made.buffer();
        UnsafeBuffer bytes = new UnsafeBuffer(sent);

        BatchProblem problem = new BatchCheck(bytes).check(bytes, 0, bytes.capacity());

        assertThat(problem).isEqualTo(BatchProblem.NONE);
        RecordBatchFlyweight batch = new RecordBatchFlyweight(bytes, 0);
        assertThat(batch.compression()).isEqualTo(type.id);
        assertThat(batch.recordCount()).isEqualTo(3);
        assertThat(batch.maxTimestamp()).isEqualTo(1_300);
        assertThat(batch.sizeBytes()).isEqualTo(bytes.capacity());
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldGiveTheClientBackWhatItMadeAtAnotherOffset(CompressionType type) {
        MemoryRecords made = MemoryRecords.withRecords(Compression.of(type).build(), RECORDS);
        UnsafeBuffer bytes = new UnsafeBuffer(made.buffer());

        RecordBatchFlyweight.patch(bytes, 0, 5_000_000_000L, 12);

        MutableRecordBatch read = made.batches().iterator().next();
        read.ensureValid();
        assertThat(read.baseOffset()).isEqualTo(5_000_000_000L);
        assertThat(read.partitionLeaderEpoch()).isEqualTo(12);
        int count = 0;
        for (Record record : read) {
            assertThat(record.offset()).isEqualTo(5_000_000_000L + count);
            assertThat(record.timestamp()).isEqualTo(RECORDS[count].timestamp());
            assertThat(record.value()).isEqualTo(RECORDS[count++].value());
        }
        assertThat(count).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldStampTheBrokersTimeOnABatch(CompressionType type) {
        MemoryRecords made = MemoryRecords.withRecords(Compression.of(type).build(), RECORDS);
        UnsafeBuffer bytes = new UnsafeBuffer(made.buffer());

        RecordBatchFlyweight.stamp(bytes, 0, 77_000, new BatchCrc());

        MutableRecordBatch read = made.batches().iterator().next();
        read.ensureValid();
        assertThat(read.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        for (Record record : read) {
            assertThat(record.timestamp()).isEqualTo(77_000);
        }
        assertThat(new BatchCheck(bytes).check(bytes, 0, bytes.capacity()))
                .isEqualTo(BatchProblem.NONE);
    }

    @Test
    void shouldReadTheClientsRecordsWithoutCopyingThem() {
        MemoryRecords made = MemoryRecords.withRecords(Compression.NONE, RECORDS);
        UnsafeBuffer bytes = new UnsafeBuffer(made.buffer());
        RecordIterator records = new RecordIterator(bytes, 0).wrap(bytes, 0);

        assertThat(records.next()).isTrue();
        assertThat(bytes.getStringWithoutLengthAscii(records.keyOffset(), 3)).isEqualTo("key");
        assertThat(records.next()).isTrue();
        assertThat(records.keyLength()).isEqualTo(RecordIterator.NULL);
        assertThat(records.valueLength()).isEqualTo(700);
        assertThat(records.headerCount()).isEqualTo(2);
        assertThat(records.next()).isTrue();
        assertThat(records.timestamp()).isEqualTo(900);
        assertThat(records.next()).isFalse();
        assertThat(records.isWhole()).isTrue();
    }

    @Test
    void shouldKnowIdempotentAndTransactionalBatches() {
        MemoryRecords made =
                MemoryRecords.withTransactionalRecords(
                        Compression.NONE, 77, (short) 5, 42, RECORDS);
        UnsafeBuffer bytes = new UnsafeBuffer(made.buffer());

        BatchProblem problem = new BatchCheck(bytes).check(bytes, 0, bytes.capacity());

        assertThat(problem).isEqualTo(BatchProblem.NONE);
        RecordBatchFlyweight batch = new RecordBatchFlyweight(bytes, 0);
        assertThat(batch.isTransactional()).isTrue();
        assertThat(batch.isControl()).isFalse();
        assertThat(batch.producerId()).isEqualTo(77);
        assertThat(batch.producerEpoch()).isEqualTo((short) 5);
        assertThat(batch.baseSequence()).isEqualTo(42);
        assertThat(batch.lastSequence()).isEqualTo(44);
    }

    @Test
    void shouldTakeATransactionsMarker() {
        MemoryRecords made =
                MemoryRecords.withEndTransactionMarker(
                        77, (short) 5, new EndTransactionMarker(ControlRecordType.COMMIT, 3));
        UnsafeBuffer bytes = new UnsafeBuffer(made.buffer());

        BatchProblem problem = new BatchCheck(bytes).check(bytes, 0, bytes.capacity());

        assertThat(problem).isEqualTo(BatchProblem.NONE);
        assertThat(new RecordBatchFlyweight(bytes, 0).isControl()).isTrue();
    }

    @Test
    void shouldWriteWhatTheClientReads() {
        UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocate(1 << 10));
        UnsafeBuffer value = new UnsafeBuffer("hello".getBytes(US_ASCII));
        RecordBatchEncoder encoder = new RecordBatchEncoder(bytes).begin(bytes, 0, 2_000);
        encoder.add(2_000, value, 0, 2, value, 0, 5);
        encoder.add(2_700, value, 0, RecordIterator.NULL, value, 0, 1);
        int size = encoder.finish();

        ByteBuffer sent = bytes.byteBuffer().duplicate().position(0).limit(size);
        MutableRecordBatch read =
                MemoryRecords.readableRecords(sent.slice()).batches().iterator().next();

        read.ensureValid();
        assertThat(read.countOrNull()).isEqualTo(2);
        assertThat(read.maxTimestamp()).isEqualTo(2_700);
        assertThat(read.iterator().next().value())
                .isEqualTo(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
    }
}
