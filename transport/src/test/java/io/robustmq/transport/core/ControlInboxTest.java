package io.robustmq.transport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlInboxTest {
    private final ControlInbox inbox = new ControlInbox(new CoreErrors("test", new CoreCells()));
    private final List<Integer> done = new ArrayList<>();

    @Test
    void shouldDoSoMuchInACycle() {
        for (int i = 0; i <= ControlInbox.TASKS_PER_CYCLE; i++) {
            inbox.offer(() -> done.add(1));
        }

        assertThat(inbox.drain()).isEqualTo(ControlInbox.TASKS_PER_CYCLE);
        assertThat(inbox.drain()).isEqualTo(1);
    }

    @Test
    void shouldRunAllThatWasTakenWhenItCloses() {
        int taken = 2 * ControlInbox.TASKS_PER_CYCLE + 1;
        for (int i = 0; i < taken; i++) {
            int number = i;
            inbox.offer(() -> done.add(number));
        }

        inbox.close();

        assertThat(done).hasSize(taken).isSorted();
        assertThat(inbox.depth()).isZero();
    }

    @Test
    void shouldRefuseWorkOnceItIsClosedAlsoFromWhatRunsLast() {
        List<Boolean> taken = new ArrayList<>();
        inbox.offer(() -> taken.add(inbox.offer(() -> done.add(1))));

        inbox.close();
        taken.add(inbox.offer(() -> done.add(2)));

        assertThat(taken).containsExactly(false, false);
        assertThat(done).isEmpty();
    }
}
