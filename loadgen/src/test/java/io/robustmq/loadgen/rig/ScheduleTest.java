package io.robustmq.loadgen.rig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    private static final long START_NS = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        // rate, publishers, publisher, sequence, due after the start
        "1000, 1, 0, 0, 0",
        "1000, 1, 0, 1, 1000000",
        "1000, 2, 1, 0, 1000000",
        "1000, 2, 0, 1, 2000000",
        "3, 1, 0, 1, 333333333",
        "3, 1, 0, 3, 1000000000",
        "1000000, 8, 7, 0, 7000",
        "10000000, 8, 0, 45000000000, 36000000000000", // ten hours at 10 M/s: no overflow
        "999999937, 1, 0, 999999937000, 1000000000000", // a prime rate for 1,000 s: no drift
    })
    void shouldSpaceTurnsEvenly(
            long rate, int publishers, int publisher, long sequence, long afterStartNs) {
        Schedule schedule = new Schedule(START_NS, rate, publishers);

        assertThat(schedule.dueNs(publisher, sequence)).isEqualTo(START_NS + afterStartNs);
    }
}
