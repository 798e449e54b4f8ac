package io.robustmq.transport.core;

import static io.robustmq.transport.net.raw.TestBed.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.net.TransportKind;
import io.robustmq.transport.net.raw.TestBed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The duty cycle as other threads see it. */
@ParameterizedClass
@MethodSource("io.robustmq.transport.net.raw.Transports#raw")
class CoreTest {
    /** A sleep costs the spinning before it, one cycle with the flag up, and the sleep itself. */
    private static final int CYCLES_PER_SLEEP =
            CoreConfig.of(TransportKind.IO_URING).spinCycles() + 10;

    private final CoreConfig config;

    CoreTest(TransportKind kind) {
        config = CoreConfig.of(kind);
    }

    @Test
    void shouldRunWorkOfEachThreadInItsOrder() throws Exception {
        int threads = 4;
        int each = 5_000;
        int[] last = new int[threads];
        CountDownLatch ran = new CountDownLatch(threads * each);
        List<Integer> overtaken = new ArrayList<>();
        try (TestBed bed = new TestBed(config)) {
            List<Thread> writers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                writers.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int i = 1; i <= each; i++) {
                                        int number = i;
                                        Runnable work =
                                                () -> {
                                                    if (last[thread] + 1 != number) {
                                                        overtaken.add(number);
                                                    }
                                                    last[thread] = number;
                                                    ran.countDown();
                                                };
                                        while (!bed.core.execute(work)) {
                                            Thread.yield();
                                        }
                                    }
                                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }

            assertThat(ran.await(TestBed.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
            assertThat(overtaken).isEmpty();
        }
    }

    @Test
    void shouldWakeFromASleepWithoutLimit() throws Exception {
        try (TestBed bed = new TestBed(config)) {
            for (int i = 1; i <= 50; i++) {
                long sleeps = i;
                await("asleep", () -> bed.count(CoreCell.SLEEPS) >= sleeps);
                assertThat(bed.onCore(bed.core::isCurrentThread)).isTrue();
            }

            assertThat(bed.count(CoreCell.CYCLES))
                    .isLessThan(bed.count(CoreCell.SLEEPS) * CYCLES_PER_SLEEP + CYCLES_PER_SLEEP);
        }
    }

    @Test
    void shouldSleepUntilTheNextTimer() throws Exception {
        CompletableFuture<Long> fired = new CompletableFuture<>();
        try (TestBed bed = new TestBed(config)) {
            long deadlineNs =
                    bed.onCore(() -> {
                        long at = bed.core.clock().nowNs() + 50_000_000;
                        bed.core.timers().schedule(at, (id, nowNs) -> fired.complete(nowNs));
                        return at;
                    });
            long before = bed.count(CoreCell.CYCLES);
            long firedNs = fired.get(TestBed.TIMEOUT_S, TimeUnit.SECONDS);

            assertThat(firedNs).isGreaterThanOrEqualTo(deadlineNs);
            assertThat(bed.count(CoreCell.CYCLES) - before).isLessThan(3 * CYCLES_PER_SLEEP);
        }
    }

    @Test
    void shouldNotSleepLongerThanATimerThatComesBeforeTheOneItSleptFor() throws Exception {
        CompletableFuture<Long> fired = new CompletableFuture<>();
        try (TestBed bed = new TestBed(config)) {
            long sleeps =
                    bed.onCore(() -> {
                        long inAnHour = bed.core.clock().nowNs() + TimeUnit.HOURS.toNanos(1);
                        bed.core.timers().schedule(inAnHour, (id, nowNs) -> {});
                        return bed.count(CoreCell.SLEEPS);
                    });
            await("asleep", () -> bed.count(CoreCell.SLEEPS) > sleeps);

            bed.onCore(() -> {
                long soon = bed.core.clock().nowNs() + 20_000_000;
                return bed.core.timers().schedule(soon, (id, nowNs) -> fired.complete(nowNs));
            });

            assertThat(fired.get(TestBed.TIMEOUT_S, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void shouldNeverSleepWhenSpinning() throws Exception {
        try (TestBed bed = new TestBed(config.withIdle(IdlePolicy.SPIN))) {
            await("a hundred thousand cycles", () -> bed.count(CoreCell.CYCLES) > 100_000);

            assertThat(bed.count(CoreCell.SLEEPS)).isZero();
        }
    }

    @Test
    void shouldOutliveFailingWork() throws Exception {
        try (TestBed bed = new TestBed(config)) {
            for (int i = 0; i < 3; i++) {
                bed.core.execute(() -> {
                    throw new IllegalStateException("as the test wants");
                });
            }

            assertThat(bed.onCore(() -> 42)).isEqualTo(42);
            assertThat(bed.count(CoreCell.ERRORS)).isEqualTo(3);
        }
    }

    @Test
    void shouldRefuseWorkWhenTheInboxIsFull() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestBed bed = new TestBed(config)) {
            bed.core.execute(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            int taken = 0;
            while (bed.core.execute(() -> {})) {
                taken++;
            }
            release.countDown();

            assertThat(taken).isBetween(ControlInbox.CAPACITY - 1, ControlInbox.CAPACITY);
            await("room again", () -> bed.core.execute(() -> {}));
        }
    }

    @Test
    void shouldPinItsThread() throws Exception {
        try (TestBed bed = new TestBed(config.forCore(0, 0))) {
            String status =
                    bed.onCore(() -> {
                        try {
                            return java.nio.file.Files.readString(
                                    java.nio.file.Path.of("/proc/thread-self/status"));
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });

            assertThat(status).containsPattern("Cpus_allowed_list:\\s+0\n");
        }
    }
}
