package io.robustmq.codec.kafka.rewrite;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchCrc;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.rewrite.BatchRewriter.Judge;
import io.robustmq.codec.kafka.rewrite.BatchRewriter.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is read with Kafka's own client. */
class BatchRewriterTest {
    private static final int BATCH_BYTES_MAX = 64 << 10;
    private static final int OPENED_BYTES_MAX = 256 << 10;
    private static final long HORIZON_MS = 9_000_000;
    private static final Header[] HEADERS = {new RecordHeader("h", "of b".getBytes(US_ASCII))};

    private final BatchRewriter rewriter = new BatchRewriter(BATCH_BYTES_MAX, OPENED_BYTES_MAX);

    /** a, b with a header, c without a value, d: of an idempotent producer, at 100 to 103. */
    private static UnsafeBuffer batch(CompressionType type) {
        MemoryRecords made =
                MemoryRecords.withIdempotentRecords(
                        100,
                        Compression.of(type).build(),
                        77,
                        (short) 3,
                        40,
                        12,
                        record(1_000, "a", "1"),
                        new SimpleRecord(5_000, bytes("b"), new byte[3_000], HEADERS),
                        record(2_000, "c", null),
                        record(3_000, "d", "4"));
        return new UnsafeBuffer(made.buffer());
    }

    private static SimpleRecord record(long timestamp, String key, @Nullable String value) {
        return new SimpleRecord(timestamp, bytes(key), value == null ? null : bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static Judge keeping(String... keys) {
        return record -> {
            byte[] key = new byte[record.keyLength()];
            record.buffer().getBytes(record.keyOffset(), key);
            return List.of(keys).contains(new String(key, US_ASCII));
        };
    }

    private MutableRecordBatch written() {
        byte[] copy = new byte[rewriter.length()];
        rewriter.buffer().getBytes(0, copy);
        MutableRecordBatch read =
                MemoryRecords.readableRecords(ByteBuffer.wrap(copy)).batches().iterator().next();
        read.ensureValid();
        assertThat(read.sizeInBytes()).isEqualTo(copy.length);
        return read;
    }

    private static List<String> records(MutableRecordBatch batch) {
        List<String> read = new ArrayList<>();
        for (Record each : batch) {
            byte[] key = new byte[each.keySize()];
            each.key().get(key);
            read.add(each.offset() + new String(key, US_ASCII) + each.timestamp());
        }
        return read;
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldTakeRecordsOutAndKeepTheOthersPlaces(CompressionType type) {
        UnsafeBuffer from = batch(type);

        Outcome outcome = rewriter.rewrite(from, 0, keeping("b", "d"), false, HORIZON_MS);

        assertThat(outcome).isEqualTo(Outcome.REWRITTEN);
        MutableRecordBatch read = written();
        assertThat(records(read)).containsExactly("101b5000", "103d3000");
        assertThat(read.iterator().next().headers()).containsExactly(HEADERS);
        assertThat(read.iterator().next().valueSize()).isEqualTo(3_000);
        assertThat(read.baseOffset()).isEqualTo(100);
        assertThat(read.lastOffset()).isEqualTo(103);
        assertThat(read.maxTimestamp()).isEqualTo(5_000);
        assertThat(read.compressionType()).isEqualTo(type);
        assertThat(read.producerId()).isEqualTo(77);
        assertThat(read.producerEpoch()).isEqualTo((short) 3);
        assertThat(read.baseSequence()).isEqualTo(40);
        assertThat(read.lastSequence()).isEqualTo(43);
        assertThat(read.partitionLeaderEpoch()).isEqualTo(12);
        assertThat(read.deleteHorizonMs()).isEqualTo(OptionalLong.empty());
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldHaveTheHighestTimestampOfWhatIsLeft(CompressionType type) {
        rewriter.rewrite(batch(type), 0, keeping("a", "d"), false, HORIZON_MS);

        assertThat(written().maxTimestamp()).isEqualTo(3_000);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldGiveTombstonesAHorizonAndLeaveTimestampsAsTheyAre(CompressionType type) {
        Outcome outcome =
                rewriter.rewrite(batch(type), 0, keeping("a", "b", "c", "d"), false, HORIZON_MS);

        assertThat(outcome).isEqualTo(Outcome.REWRITTEN);
        MutableRecordBatch read = written();
        assertThat(read.deleteHorizonMs()).hasValue(HORIZON_MS);
        assertThat(records(read)).containsExactly("100a1000", "101b5000", "102c2000", "103d3000");
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldKeepAHorizonWhenMoreIsTakenOut(CompressionType type) {
        rewriter.rewrite(batch(type), 0, keeping("a", "c", "d"), false, HORIZON_MS);
        byte[] copy = new byte[rewriter.length()];
        rewriter.buffer().getBytes(0, copy);

        rewriter.rewrite(new UnsafeBuffer(copy), 0, keeping("c", "d"), true, HORIZON_MS + 1);

        assertThat(written().deleteHorizonMs()).hasValue(HORIZON_MS);
        assertThat(records(written())).containsExactly("102c2000", "103d3000");
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldLeaveABatchAloneOfWhichEverythingStays(CompressionType type) {
        assertThat(rewriter.rewrite(batch(type), 0, record -> true, true, HORIZON_MS))
                .isEqualTo(Outcome.WHOLE);
        assertThat(rewriter.rewrite(batch(type), 0, record -> false, true, HORIZON_MS))
                .isEqualTo(Outcome.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldLeaveAnEmptyBatchItsPlaceAndItsProducer(CompressionType type) {
        rewriter.empty(batch(type), 0);

        MutableRecordBatch read = written();
        assertThat(records(read)).isEmpty();
        assertThat(read.nextOffset()).isEqualTo(104);
        assertThat(read.producerId()).isEqualTo(77);
        assertThat(read.lastSequence()).isEqualTo(43);
        assertThat(read.maxTimestamp()).isEqualTo(-1);
        assertThat(rewriter.rewrite(rewriter.buffer(), 0, record -> true, true, HORIZON_MS))
                .isEqualTo(Outcome.WHOLE);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldLeaveTheBrokersTimeOnABatchThatHasIt(CompressionType type) {
        UnsafeBuffer from = batch(type);
        RecordBatchFlyweight.stamp(from, 0, 88_000, new BatchCrc());

        rewriter.rewrite(from, 0, keeping("a", "c"), false, HORIZON_MS);

        assertThat(written().timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(records(written())).containsExactly("100a88000", "102c88000");
    }

    @Test
    void shouldLeaveABatchWholeThatWouldBecomeLongerThanBatchesMayBe() {
        UnsafeBuffer from = batch(CompressionType.NONE);

        Outcome outcome =
                new BatchRewriter(from.capacity(), OPENED_BYTES_MAX)
                        .rewrite(from, 0, record -> true, false, HORIZON_MS);

        assertThat(outcome).as("the horizon makes it longer").isEqualTo(Outcome.UNREADABLE);
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void shouldOpenNoMoreThanItsBound(CompressionType type) {
        BatchOpener atBound = new BatchOpener(opened(type));
        BatchOpener below = new BatchOpener(opened(type) - 1);

        assertThat(atBound.open(batch(type), 0)).isEqualTo(BatchProblem.NONE);
        assertThat(below.open(batch(type), 0)).isEqualTo(BatchProblem.LENGTH);
    }

    private static int opened(CompressionType type) {
        BatchOpener any = new BatchOpener(OPENED_BYTES_MAX);
        any.open(batch(type), 0);
        int size = RecordBatchFlyweight.sizeBytes(any.buffer(), any.offset());
        return size - RecordBatchFlyweight.RECORDS_AT;
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void shouldSurviveAnyByteThatIsWrong(CompressionType type) {
        UnsafeBuffer whole = batch(type);
        BatchCheck check = new BatchCheck(whole);
        BatchOpener opener = new BatchOpener(OPENED_BYTES_MAX);

        for (int at = RecordBatchFlyweight.RECORDS_AT; at < whole.capacity(); at++) {
            UnsafeBuffer broken = batch(type);
            broken.putByte(at, (byte) ~broken.getByte(at));
            if (opener.open(broken, 0) == BatchProblem.NONE) {
                check.checkRecords(opener.buffer(), opener.offset());
            }
        }

        assertThat(opener.open(whole, 0)).isEqualTo(BatchProblem.NONE);
        assertThat(check.checkRecords(opener.buffer(), opener.offset()))
                .isEqualTo(BatchProblem.NONE);
    }

    @Test
    void shouldNotTakeMemoryBecauseSnappySaysSo() {
        UnsafeBuffer from = batch(CompressionType.SNAPPY);
        from.putInt(RecordBatchFlyweight.RECORDS_AT + 16, 500 << 20, BIG_ENDIAN);

        BatchProblem problem = new BatchOpener(OPENED_BYTES_MAX).open(from, 0);

        assertThat(problem).isEqualTo(BatchProblem.RECORDS);
    }

    @Test
    void shouldTellRecordsWithoutAKey() {
        MemoryRecords made =
                MemoryRecords.withRecords(
                        Compression.gzip().build(),
                        record(1, "a", "1"),
                        new SimpleRecord(2, bytes("no key")));
        UnsafeBuffer from = new UnsafeBuffer(made.buffer());
        BatchOpener opener = new BatchOpener(OPENED_BYTES_MAX);
        BatchCheck check = new BatchCheck(from);

        opener.open(from, 0);

        assertThat(check.checkRecords(opener.buffer(), 0)).isEqualTo(BatchProblem.NONE);
        assertThat(check.hasKeylessRecord()).isTrue();
        opener.open(batch(CompressionType.LZ4), 0);
        check.checkRecords(opener.buffer(), 0);
        assertThat(check.hasKeylessRecord()).isFalse();
    }
}
