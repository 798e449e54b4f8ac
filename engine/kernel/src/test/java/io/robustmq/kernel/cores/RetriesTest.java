package io.robustmq.kernel.cores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final Retries retries = new Retries();
    private final List<Integer> turns = new ArrayList<>();

    @Test
    void shouldGiveEachItsTurnInTheOrderOfWaiting() {
        for (int i = 0; i < 3; i++) {
            int number = i;
            retries.later(() -> turns.add(number));
        }

        assertThat(retries.doWork()).isEqualTo(3);
        assertThat(turns).containsExactly(0, 1, 2);
        assertThat(retries.doWork()).isZero();
    }

    @Test
    void shouldGiveABoundedNumberOfTurnsPerCycle() {
        for (int i = 0; i <= Retries.PER_CYCLE; i++) {
            int number = i;
            retries.later(() -> turns.add(number));
        }

        retries.doWork();
        assertThat(turns).hasSize(Retries.PER_CYCLE);
        retries.doWork();
        assertThat(turns).last().isEqualTo(Retries.PER_CYCLE);
    }

    @Test
    void shouldLetWhoWaitsAgainWaitForTheNextCycle() {
        retries.later(
                new Retry() {
                    @Override
                    public void retry() {
                        turns.add(turns.size());
                        retries.later(this);
                    }
                });

        retries.doWork();
        assertThat(turns).hasSize(1);
        retries.doWork();
        assertThat(turns).hasSize(2);
    }
}
