package io.robustmq.codec.kafka;

import static io.robustmq.codec.kafka.RecordBatchFlyweight.RECORDS_AT;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchCheckTest {
    /** Two records: key "k" with value "v1", a null key with a null value and header h=x. */
    private static final byte[] RECORDS = {
        18,
        0,
        0,
        0,
        2,
        'k',
        4,
        'v',
        '1',
        0, // length 9
        20,
        0,
        10,
        2,
        1,
        1,
        2,
        2,
        'h',
        2,
        'x' // length 10, 5 ms later
    };

    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[7 + RECORDS_AT + RECORDS.length]);
    private final int at = 7;
    private final BatchCheck check = new BatchCheck(bytes);

    private void handMade() {
        bytes.setMemory(0, bytes.capacity(), (byte) 0);
        RecordBatchFlyweight.patch(bytes, at, 100, 3);
        bytes.putInt(at + 8, 49 + 21, BIG_ENDIAN);
        bytes.putByte(at + 16, (byte) 2);
        bytes.putShort(at + 21, (short) 0, BIG_ENDIAN);
        bytes.putInt(at + 23, 1, BIG_ENDIAN);
        bytes.putLong(at + 27, 1_000, BIG_ENDIAN);
        bytes.putLong(at + 35, 1_005, BIG_ENDIAN);
        bytes.putLong(at + 43, 77, BIG_ENDIAN);
        bytes.putShort(at + 51, (short) 4, BIG_ENDIAN);
        bytes.putInt(at + 53, Integer.MAX_VALUE, BIG_ENDIAN);
        bytes.putInt(at + 57, 2, BIG_ENDIAN);
        RECORDS[0] = 18;
        bytes.putBytes(at + RECORDS_AT, RECORDS);
        seal();
    }

    private void seal() {
        int size = bytes.capacity() - at;
        bytes.putInt(at + 17, new BatchCrc().ofBatch(bytes, at, size), BIG_ENDIAN);
    }

    private BatchProblem judge() {
        return check.check(bytes, at, bytes.capacity() - at);
    }

    @Test
    void shouldReadEveryFieldOfAHandMadeBatch() {
        handMade();

        assertThat(judge()).isEqualTo(BatchProblem.NONE);
        RecordBatchFlyweight batch = new RecordBatchFlyweight(bytes, at);
        assertThat(batch.baseOffset()).isEqualTo(100);
        assertThat(batch.endOffset()).isEqualTo(102);
        assertThat(batch.leaderEpoch()).isEqualTo(3);
        assertThat(batch.sizeBytes()).isEqualTo(RECORDS_AT + 21);
        assertThat(batch.baseTimestamp()).isEqualTo(1_000);
        assertThat(batch.maxTimestamp()).isEqualTo(1_005);
        assertThat(batch.producerId()).isEqualTo(77);
        assertThat(batch.producerEpoch()).isEqualTo((short) 4);
        assertThat(batch.baseSequence()).isEqualTo(Integer.MAX_VALUE);
        assertThat(batch.lastSequence()).as("behind the highest comes 0").isZero();
        assertThat(batch.recordCount()).isEqualTo(2);
    }

    @Test
    void shouldGoThroughTheRecords() {
        handMade();
        RecordIterator records = new RecordIterator(bytes, at).wrap(bytes, at);
        List<String> seen = new ArrayList<>();

        while (records.next()) {
            seen.add(
                    records.recordOffset()
                            + " "
                            + records.timestamp()
                            + " "
                            + text(records.keyOffset(), records.keyLength())
                            + "="
                            + text(records.valueOffset(), records.valueLength())
                            + " "
                            + records.headerCount()
                            + ":"
                            + records.headersLength());
        }

        assertThat(seen).containsExactly("100 1000 k=v1 0:0", "101 1005 null=null 1:4");
        assertThat(records.isWhole()).isTrue();
    }

    private String text(int offset, int length) {
        return length < 0 ? "null" : bytes.getStringWithoutLengthAscii(offset, length);
    }

    @Test
    void shouldSayTheAttributes() {
        handMade();
        bytes.putShort(at + 21, (short) 0x7c, BIG_ENDIAN);
        RecordBatchFlyweight batch = new RecordBatchFlyweight(bytes, at);

        assertThat(batch.compression()).isEqualTo(Compression.ZSTD.ordinal());
        assertThat(batch.isLogAppendTime()).isTrue();
        assertThat(batch.isTransactional()).isTrue();
        assertThat(batch.isControl()).isTrue();
        assertThat(batch.hasDeleteHorizon()).isTrue();
    }

    @Test
    void shouldNotMindAnotherBaseOffsetAndLeaderEpoch() {
        handMade();
        RecordBatchFlyweight.patch(bytes, at, Long.MAX_VALUE - 5, Integer.MAX_VALUE);

        assertThat(judge()).isEqualTo(BatchProblem.NONE);
    }

    @Test
    void shouldNoticeEveryFlippedBitThatTheChecksumCovers() {
        handMade();
        int covered = at + RecordBatchFlyweight.ATTRIBUTES_AT;

        for (int bit = covered * 8; bit < bytes.capacity() * 8; bit++) {
            bytes.putByte(bit / 8, (byte) (bytes.getByte(bit / 8) ^ (1 << (bit % 8))));
            assertThat(judge()).isEqualTo(BatchProblem.CRC);
            bytes.putByte(bit / 8, (byte) (bytes.getByte(bit / 8) ^ (1 << (bit % 8))));
        }
    }

    @Test
    void shouldFindEveryLengthTooShort() {
        handMade();

        for (int available = 0; available < bytes.capacity() - at; available++) {
            assertThat(check.check(bytes, at, available)).isEqualTo(BatchProblem.TRUNCATED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8, 4, 48, LENGTH",
        "8, 4, -1, LENGTH",
        "8, 4, 2147483647, LENGTH",
        "16, 1, 1, MAGIC",
        "21, 2, 5, COMPRESSION",
        "23, 4, 0, COUNT",
        "23, 4, 2, COUNT",
        "57, 4, 0, COUNT",
        "57, 4, 3, COUNT",
        "51, 2, -1, PRODUCER",
        "53, 4, -1, PRODUCER"
    })
    void shouldRefuseAHeaderThatCannotBe(int field, int size, int value, BatchProblem problem) {
        handMade();

        switch (size) {
            case 1 -> bytes.putByte(at + field, (byte) value);
            case 2 -> bytes.putShort(at + field, (short) value, BIG_ENDIAN);
            default -> bytes.putInt(at + field, value, BIG_ENDIAN);
        }
        seal();

        assertThat(judge()).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 16, RECORDS", // the first record is shorter than what it holds
        "0, 127, RECORDS", // or longer than the batch
        "0, 1, RECORDS", // or negative
        "3, 2, OFFSETS", // record offset 1 first
        "13, 4, OFFSETS", // then 2
        "4, 3, RECORDS", // a key of length −2
        "6, 40, RECORDS", // a value beyond its record
        "9, 2, RECORDS", // a header that is not there
        "16, 1, RECORDS", // negative headers
        "17, 1, RECORDS" // a header without a key
    })
    void shouldRefuseRecordsThatCannotBe(int index, int value, BatchProblem problem) {
        handMade();
        bytes.putByte(at + RECORDS_AT + index, (byte) value);
        seal();

        assertThat(judge()).isEqualTo(problem);
    }

    @Test
    void shouldNeverReadBeyondTheBatchWhateverItsRecordsAre() {
        handMade();

        for (int index = 0; index < RECORDS.length; index++) {
            for (int value = 0; value < 256; value++) {
                byte kept = bytes.getByte(at + RECORDS_AT + index);
                bytes.putByte(at + RECORDS_AT + index, (byte) value);
                seal();
                assertThat(judge()).isNotNull();
                bytes.putByte(at + RECORDS_AT + index, kept);
            }
        }
    }

    @Test
    void shouldWriteWhatItReads() {
        UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 10));
        UnsafeBuffer value = new UnsafeBuffer("value".getBytes(US_ASCII));
        RecordBatchEncoder encoder = new RecordBatchEncoder(direct);

        encoder.begin(direct, 8, 5_000).producer(9, (short) 1, 30);
        encoder.add(5_000, value, 0, 3, value, 0, 5);
        encoder.add(4_000, value, 0, RecordIterator.NULL, value, 0, 0);
        encoder.add(900_000, value, 0, 0, value, 0, RecordIterator.NULL);
        int size = encoder.finish();

        assertThat(check.check(direct, 8, size)).isEqualTo(BatchProblem.NONE);
        RecordIterator records = new RecordIterator(direct, 8).wrap(direct, 8);
        assertThat(records.next()).isTrue();
        assertThat(records.keyLength()).isEqualTo(3);
        assertThat(records.next()).isTrue();
        assertThat(records.timestamp()).isEqualTo(4_000);
        assertThat(records.keyLength()).isEqualTo(RecordIterator.NULL);
        assertThat(records.next()).isTrue();
        assertThat(records.timestamp()).isEqualTo(900_000);
        assertThat(records.valueLength()).isEqualTo(RecordIterator.NULL);
        assertThat(new RecordBatchFlyweight(direct, 8).lastSequence()).isEqualTo(32);
    }

    @Test
    void shouldAllocateNothing() {
        handMade();
        UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.capacity()));
        direct.putBytes(0, bytes, 0, bytes.capacity());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        judgeOften(direct, 1);

        long before = threads.getCurrentThreadAllocatedBytes();
        judgeOften(direct, 2_000);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(after - before).isLessThan(2_000);
    }

    private void judgeOften(UnsafeBuffer direct, int rounds) {
        for (int round = 0; round < rounds; round++) {
            if (check.check(direct, at, direct.capacity() - at) != BatchProblem.NONE) {
                throw new AssertionError();
            }
        }
    }
}
