package io.robustmq.transport.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CycleMeterTest {
    private final CoreCells cells = new CoreCells();
    private final CycleMeter meter = new CycleMeter(cells);

    @Test
    void shouldTimeACycleFromItsStartToTheNextOnes() {
        meter.begin(1_000);
        meter.end(1, 0);
        meter.begin(1_700);

        assertThat(cells.cycleNs().sum()).isEqualTo(700);
        assertThat(count(cells.cycleNs())).isEqualTo(1);
        assertThat(count(cells.messageNs())).isZero();
    }

    @Test
    void shouldNotCountCyclesWithoutWork() {
        meter.begin(1_000);
        meter.end(0, 0);
        meter.begin(9_000);

        assertThat(count(cells.cycleNs())).isZero();
    }

    @Test
    void shouldNotCountTheTimeAsleep() {
        meter.begin(1_000);
        meter.woke(500_000);
        meter.end(1, 0);
        meter.begin(500_300);

        assertThat(cells.cycleNs().sum()).isEqualTo(300);
    }

    @Test
    void shouldWeightACyclesTimeWithTheMessagesThatCameInIt() {
        meter.begin(0);
        meter.end(1, 5);
        meter.begin(100);
        meter.end(1, 7);
        meter.begin(300);

        assertThat(count(cells.messageNs())).isEqualTo(7);
        assertThat(cells.messageNs().sum()).isEqualTo(5 * 100 + 2 * 200);
    }

    @Test
    void shouldForgetACycleThatFailed() { // its end never came
        meter.begin(0);
        meter.end(1, 1);
        meter.begin(100);
        meter.begin(5_000);

        assertThat(count(cells.cycleNs())).isEqualTo(1);
    }

    private static long count(LogHistogram histogram) {
        long count = 0;
        for (int bucket = 0; bucket < LogHistogram.BUCKETS; bucket++) {
            count += histogram.count(bucket);
        }
        return count;
    }
}
