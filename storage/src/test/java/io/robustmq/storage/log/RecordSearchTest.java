package io.robustmq.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.BatchCrc;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first record from a time on, in batches that Kafka's own client made. */
class RecordSearchTest {
    private static final long BASE = 100;

    private final RecordSearch search = new RecordSearch();

    private static UnsafeBuffer batch(CompressionType type, SimpleRecord... records) {
        MemoryRecords made = MemoryRecords.withRecords(BASE, Compression.of(type).build(), records);
        return new UnsafeBuffer(made.buffer());
    }

    private static SimpleRecord record(long timestamp) {
        return new SimpleRecord(timestamp, "value".getBytes(UTF_8));
    }

    private void assertFound(long recordOffset, long timestamp) {
        assertThat(search.recordOffset()).isEqualTo(recordOffset);
        assertThat(search.timestamp()).isEqualTo(timestamp);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindTheFirstRecordOfEveryCompression(CompressionType type) {
        UnsafeBuffer batch = batch(type, record(10), record(30), record(20), record(30));

        assertThat(search.find(batch, 0, 0, 5)).isTrue();
        assertFound(BASE, 10);
        assertThat(search.find(batch, 0, 0, 20)).isTrue();
        assertFound(BASE + 1, 30);
        assertThat(search.find(batch, 0, BASE + 2, 20)).as("behind what was deleted").isTrue();
        assertFound(BASE + 2, 20);
        assertThat(search.find(batch, 0, 0, 31)).isFalse();
    }

    @Test
    void shouldTakeTheBrokersTimeForThatOfAllRecords() {
        UnsafeBuffer batch = batch(CompressionType.GZIP, record(90), record(10));
        RecordBatchFlyweight.stamp(batch, 0, 50, new BatchCrc());

        assertThat(search.find(batch, 0, BASE + 1, 50)).isTrue();
        assertFound(BASE + 1, 50);
        assertThat(search.find(batch, 0, 0, 51)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void shouldFindABatchThatHoldsTooMuchAsAWhole(CompressionType type) {
        byte[] zeros = new byte[RecordSearch.OPENED_BYTES_MAX];
        UnsafeBuffer bomb = batch(type, record(10), new SimpleRecord(30, zeros));
        assertThat(bomb.capacity()).isLessThan(1 << 20);

        assertThat(search.find(bomb, 0, 0, 30)).isTrue();

        assertFound(BASE, 30);
    }

    @Test
    void shouldFindABatchThatCannotBeOpenedAsAWhole() {
        byte[] noise = new byte[200];
        new Random(1).nextBytes(noise);
        UnsafeBuffer batch = batch(CompressionType.ZSTD, record(10), new SimpleRecord(30, noise));
        batch.putBytes(80, noise, 0, 100);

        assertThat(search.find(batch, 0, 0, 30)).isTrue();

        assertFound(BASE, 30);
    }
}
