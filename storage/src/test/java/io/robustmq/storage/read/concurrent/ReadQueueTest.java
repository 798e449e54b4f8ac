package io.robustmq.storage.read.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.read.ReadThreads;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadQueueTest {
    private final AtomicInteger wakes = new AtomicInteger();
    private final Runnable[] cores = {wakes::incrementAndGet, () -> {}};

    /** Counts what happens to it. */
    private static class Task extends ReadTask {
        int reads;
        int answers;
        @Nullable Exception failure;

        @Override
        protected void read() throws IOException {
            reads++;
        }

        @Override
        protected void onDone(@Nullable Exception why) {
            answers++;
            failure = why;
        }
    }

    @Test
    void shouldRunATaskAndBringItBackToItsCore() {
        ReadQueue queue = new ReadQueue(4, 2, cores);
        Task task = new Task();

        assertThat(queue.trySubmit(0, task)).isTrue();
        assertThat(queue.runOne()).isTrue();

        assertThat(wakes).hasValue(1);
        assertThat(queue.drain(1)).isZero();
        assertThat(task.answers).isZero();
        assertThat(queue.drain(0)).isEqualTo(1);
        assertThat(task.reads).isEqualTo(1);
        assertThat(task.answers).isEqualTo(1);
        assertThat(task.failure).isNull();
        assertThat(task.isUnderWay()).isFalse();
    }

    @Test
    void shouldRefuseACoreThatHasAsMuchUnderWayAsItMay() {
        ReadQueue queue = new ReadQueue(8, 2, cores);
        assertThat(queue.trySubmit(0, new Task())).isTrue();
        assertThat(queue.trySubmit(0, new Task())).isTrue();
        Task third = new Task();

        assertThat(queue.trySubmit(0, third)).isFalse();
        assertThat(queue.trySubmit(1, new Task())).as("another core").isTrue();

        queue.runOne();
        assertThat(queue.trySubmit(0, third)).as("not taken back yet").isFalse();
        queue.drain(0);
        assertThat(queue.trySubmit(0, third)).isTrue();
    }

    @Test
    void shouldRefuseWhenTheQueueIsFull() {
        ReadQueue queue = new ReadQueue(2, 8, cores);
        queue.trySubmit(0, new Task());
        queue.trySubmit(1, new Task());
        Task third = new Task();

        assertThat(queue.trySubmit(0, third)).isFalse();

        assertThat(third.isUnderWay()).isFalse();
        assertThat(queue.underWay(0)).isEqualTo(1);
    }

    @Test
    void shouldNotReadForWhoWentAwayAndStillBringTheTaskBack() {
        ReadQueue queue = new ReadQueue(4, 2, cores);
        Task task = new Task();
        queue.trySubmit(0, task);

        task.cancel();
        queue.runOne();
        queue.drain(0);

        assertThat(task.reads).isZero();
        assertThat(task.answers).isEqualTo(1);
        queue.trySubmit(0, task);
        queue.runOne();
        assertThat(task.reads).as("it can be used again").isEqualTo(1);
    }

    @Test
    void shouldBringBackWhatFailed() {
        ReadQueue queue = new ReadQueue(4, 2, cores);
        Task task =
                new Task() {
                    @Override
                    protected void read() throws IOException {
                        throw new IOException("Input/output error");
                    }
                };
        queue.trySubmit(0, task);

        queue.runOne();
        queue.drain(0);

        assertThat(task.failure).hasMessage("Input/output error");
    }

    @Test
    void shouldReadOnThreadsThatSleepInBetween() throws InterruptedException {
        CountDownLatch[] done = {new CountDownLatch(1), new CountDownLatch(50)};
        ReadQueue queue =
                new ReadQueue(
                        64,
                        64,
                        new Runnable[] {
                            () -> {
                                done[0].countDown();
                                done[1].countDown();
                            }
                        });
        ReadThreads threads = ReadThreads.start(queue, 2);

        queue.trySubmit(0, new Task());
        done[0].await();
        for (int i = 1; i < 50; i++) {
            queue.trySubmit(0, new Task());
        }
        done[1].await();

        assertThat(queue.drain(0)).isEqualTo(50);
        threads.stop();
    }
}
