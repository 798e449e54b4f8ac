package io.robustmq.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeaderEpochsTest {
    private final LeaderEpochs epochs = new LeaderEpochs();

    @Test
    void shouldTellWhereAReignEnded() {
        epochs.add(0, 0);
        epochs.add(3, 10);
        epochs.add(3, 15);
        epochs.add(7, 20);

        assertThat(epochs.endOf(0, 30)).isEqualTo(10);
        assertThat(epochs.endOf(2, 30)).isEqualTo(10);
        assertThat(epochs.endOf(3, 30)).isEqualTo(20);
        assertThat(epochs.endOf(6, 30)).isEqualTo(20);
        assertThat(epochs.endOf(7, 30)).isEqualTo(30);
        assertThat(epochs.atOrBefore(2)).isZero();
        assertThat(epochs.atOrBefore(3)).isEqualTo(3);
        assertThat(epochs.atOrBefore(9)).isEqualTo(7);
    }

    @Test
    void shouldTellInWhichReignAnOffsetWasWritten() {
        epochs.add(2, 5);
        epochs.add(4, 10);

        assertThat(epochs.at(4)).isEqualTo(LeaderEpochs.NONE);
        assertThat(epochs.at(5)).isEqualTo(2);
        assertThat(epochs.at(9)).isEqualTo(2);
        assertThat(epochs.at(10)).isEqualTo(4);
    }

    @Test
    void shouldTellOnlyTheFirstOfAReign() {
        assertThat(epochs.isEmpty()).isTrue();
        assertThat(epochs.add(1, 0)).isTrue();
        assertThat(epochs.add(1, 5)).isFalse();
        assertThat(epochs.add(2, 6)).isTrue();
        assertThat(epochs.isEmpty()).isFalse();
    }

    @Test
    void shouldForgetTheOldestWhenThereAreTooMany() {
        for (int epoch = 0; epoch < LeaderEpochs.MAX; epoch++) {
            epochs.add(epoch, 10L * epoch);
            assertThat(epochs.forgotten()).isEqualTo(LeaderEpochs.NONE);
        }

        epochs.add(1_000, 5_000);

        assertThat(epochs.forgotten()).isZero();
        assertThat(epochs.atOrBefore(0)).isEqualTo(LeaderEpochs.NONE);
        assertThat(epochs.endOf(0, 9_000)).as("where the first one known begins").isEqualTo(10);
        assertThat(epochs.endOf(1, 9_000)).isEqualTo(20);
        assertThat(epochs.endOf(63, 9_000)).isEqualTo(5_000);
    }
}
