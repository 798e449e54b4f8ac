package io.robustmq.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueLengthsTest {
    private final QueueLengths lengths = new QueueLengths();

    @Test
    void shouldFallBackToTheNextLongest() {
        lengths.changed(0, 1);
        lengths.changed(0, 1000);

        lengths.changed(1000, 0);

        assertThat(lengths.longest()).isEqualTo(1);
    }

    @Test
    void shouldKnowTheLongestAtEveryStep() {
        int[] queues = new int[8];
        Random random = new Random(7);
        for (int step = 0; step < 20_000; step++) {
            int at = random.nextInt(queues.length);
            int before = queues[at];
            queues[at] =
                    switch (random.nextInt(20)) {
                        case 0 -> 0;
                        case 1, 2, 3, 4, 5, 6, 7 -> Math.max(0, before - 1);
                        default -> before + 1;
                    };

            lengths.changed(before, queues[at]);

            assertThat(lengths.longest()).isEqualTo(Arrays.stream(queues).max().orElseThrow());
        }
    }
}
