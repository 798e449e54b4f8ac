package io.robustmq.kafka.produce;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.storage.read.concurrent.ReadQueue;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyChecksTest {
    private final ReadQueue queue = new ReadQueue(8, 8, new Runnable[] {() -> {}});
    private final KeyChecks checks = new KeyChecks(task -> queue.trySubmit(0, task));

    private static UnsafeBuffer batch(@Nullable String key, int valueBytes) {
        byte[] bytes = key == null ? null : key.getBytes(US_ASCII);
        MemoryRecords made =
                MemoryRecords.withRecords(
                        Compression.gzip().build(),
                        new SimpleRecord(1, bytes, new byte[valueBytes]));
        return new UnsafeBuffer(made.buffer());
    }

    private KeyChecks.@Nullable KeyCheck begin(UnsafeBuffer batch) {
        return checks.tryBegin(batch, 0, batch.capacity());
    }

    private int verdict(UnsafeBuffer batch) {
        KeyChecks.KeyCheck check = Objects.requireNonNull(begin(batch));
        assertThat(check.isDone()).isFalse();
        queue.runOne();
        assertThat(check.isDone()).as("only its core is told").isFalse();
        queue.drain(0);
        assertThat(check.isDone()).isTrue();
        return check.error();
    }

    @Test
    void shouldTakeRecordsThatHaveKeys() {
        assertThat(verdict(batch("k", 10))).isEqualTo(ErrorCode.NONE);
        assertThat(verdict(batch("", 10))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void shouldRefuseRecordsThatHaveNone() {
        assertThat(verdict(batch(null, 10))).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void shouldRefuseABatchThatHoldsMoreThanItsBound() {
        assertThat(verdict(batch("k", KeyChecks.OPENED_BYTES_MAX - 100))).isEqualTo(ErrorCode.NONE);
        assertThat(verdict(batch("k", KeyChecks.OPENED_BYTES_MAX)))
                .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void shouldRefuseWhatIsNotCompressedAsItSays() {
        UnsafeBuffer broken = batch("k", 10);
        broken.setMemory(61, 10, (byte) 1);

        assertThat(verdict(broken)).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void shouldLetNoMoreBeUnderWayThanItsBound() {
        UnsafeBuffer batch = batch("k", 10);
        for (int i = 0; i < KeyChecks.UNDER_WAY_MAX; i++) {
            assertThat(begin(batch)).isNotNull();
        }

        assertThat(begin(batch)).isNull();
        queue.runOne();
        queue.drain(0);

        assertThat(begin(batch)).isNotNull();
    }
}
