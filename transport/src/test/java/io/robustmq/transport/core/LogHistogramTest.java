package io.robustmq.transport.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogHistogramTest {
    private final LogHistogram histogram = new LogHistogram();

    @Test
    void shouldCountValuesByMagnitude() {
        for (long value : new long[] {-1, 0, 1, 2, 3, 4, 1023, 1024, Long.MAX_VALUE}) {
            histogram.record(value);
        }

        assertThat(histogram.count(0)).isEqualTo(2);
        assertThat(histogram.count(1)).isOne();
        assertThat(histogram.count(2)).isEqualTo(2);
        assertThat(histogram.count(3)).isOne();
        assertThat(histogram.count(10)).isOne();
        assertThat(histogram.count(11)).isOne();
        assertThat(histogram.count(63)).isOne();
    }

    @Test
    void shouldBoundABucketByTheLargestValueInIt() {
        for (long value : new long[] {0, 1, 2, 3, 1023, 1024, Long.MAX_VALUE}) {
            int bucket = 0;
            while (LogHistogram.upperBound(bucket) < value) {
                bucket++;
            }
            histogram.record(value);

            assertThat(histogram.count(bucket)).as("value %d", value).isPositive();
        }
        assertThat(LogHistogram.upperBound(63)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldRecordManyAtTheCostOfOne() {
        histogram.record(5, 3);

        assertThat(histogram.count(3)).isEqualTo(3);
        assertThat(histogram.sum()).isEqualTo(15);
    }
}
