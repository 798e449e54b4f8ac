package io.robustmq.transport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long TICK_NS = 1L << TimerWheel.TICK_SHIFT;
    private static final long START_NS = -5_000_000_000L; // System.nanoTime may be negative

    private final TimerWheel wheel =
            new TimerWheel(START_NS, new CoreErrors("test", new CoreCells()));
    private final List<Long> fired = new ArrayList<>();
    private final Timed recorder = (id, nowNs) -> fired.add(id);

    @Test
    void shouldFireAtItsTickAndNotBefore() {
        long id = wheel.schedule(START_NS + 10 * TICK_NS, recorder);

        assertThat(wheel.poll(START_NS + 10 * TICK_NS - 1, 100)).isZero();
        assertThat(wheel.poll(START_NS + 10 * TICK_NS, 100)).isOne();
        assertThat(fired).containsExactly(id);
        assertThat(wheel.poll(START_NS + 11 * TICK_NS, 100)).isZero();
    }

    @Test
    void shouldFireADeadlineInThePastWithTheNextPoll() {
        wheel.poll(START_NS + 1_000 * TICK_NS, 100);
        wheel.schedule(START_NS, recorder);

        assertThat(wheel.nextDeadlineNs()).isLessThanOrEqualTo(START_NS + 1_000 * TICK_NS);
        assertThat(wheel.poll(START_NS + 1_000 * TICK_NS, 100)).isOne();
    }

    @Test
    void shouldNotFireACancelledTimer() {
        long first = wheel.schedule(START_NS + 5 * TICK_NS, recorder);
        long second = wheel.schedule(START_NS + 5 * TICK_NS, recorder);

        assertThat(wheel.cancel(first)).isTrue();
        assertThat(wheel.cancel(first)).isFalse();
        wheel.poll(START_NS + 6 * TICK_NS, 100);

        assertThat(fired).containsExactly(second);
        assertThat(wheel.cancel(second)).isFalse();
        assertThat(wheel.cancel(Timers.NONE)).isFalse();
        assertThat(wheel.count()).isZero();
    }

    @Test
    void shouldNotCancelALaterTimerByAnEarlierId() {
        long first = wheel.schedule(START_NS + TICK_NS, recorder);
        wheel.cancel(first);
        long second = wheel.schedule(START_NS + TICK_NS, recorder);

        assertThat(second).isNotEqualTo(first);
        assertThat(wheel.cancel(first)).isFalse();
        assertThat(wheel.count()).isOne();
    }

    @Test
    void shouldLeaveWhatIsAboveTheLimitForTheNextPoll() {
        for (int i = 0; i < 10; i++) {
            wheel.schedule(START_NS + TICK_NS + i, recorder);
        }

        assertThat(wheel.poll(START_NS + 100 * TICK_NS, 4)).isEqualTo(4);
        assertThat(wheel.nextDeadlineNs()).isLessThanOrEqualTo(START_NS + 100 * TICK_NS);
        assertThat(wheel.poll(START_NS + 100 * TICK_NS, 4)).isEqualTo(4);
        assertThat(wheel.poll(START_NS + 100 * TICK_NS, 4)).isEqualTo(2);
        assertThat(fired).isSorted().hasSize(10);
    }

    @Test
    void shouldNotFireInTheSamePollWhatATimerSchedulesForAtOnce() {
        Timed again =
                new Timed() {
                    @Override
                    public void onTimer(long id, long nowNs) {
                        fired.add(id);
                        wheel.schedule(nowNs, this);
                    }
                };
        wheel.schedule(START_NS, again);

        assertThat(wheel.poll(START_NS, 1_000)).isOne();
        assertThat(wheel.poll(START_NS, 1_000)).isOne();
    }

    @Test
    void shouldSleepForEverWithoutTimers() {
        assertThat(wheel.nextDeadlineNs()).isEqualTo(TimerWheel.NO_DEADLINE);
        wheel.cancel(wheel.schedule(START_NS + 1_000_000 * TICK_NS, recorder));
        assertThat(wheel.nextDeadlineNs()).isEqualTo(TimerWheel.NO_DEADLINE);
    }

    @Test
    void shouldReachADeadlineYearsAwayInAFewSteps() {
        long deadlineNs = START_NS + 3L * 365 * 86_400 * 1_000_000_000;
        wheel.schedule(deadlineNs, recorder);

        int steps = 0;
        for (long nowNs = START_NS; fired.isEmpty(); steps++) {
            nowNs = Math.max(nowNs, wheel.nextDeadlineNs());
            assertThat(nowNs).isLessThan(deadlineNs + TICK_NS);
            wheel.poll(nowNs, 100);
        }
        assertThat(steps).isLessThan(10);
    }

    @Test
    void shouldSurviveAFailingTimer() {
        wheel.schedule(
                START_NS,
                (id, nowNs) -> {
                    throw new IllegalStateException("as the test wants");
                });
        wheel.schedule(START_NS, recorder);

        assertThat(wheel.poll(START_NS, 100)).isEqualTo(2);
        assertThat(fired).hasSize(1);
    }

    @Test
    void shouldFireEachTimerOnceWithinATickOfItsDeadlineUnderRandomUse() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Long, Long> deadlines = new HashMap<>();
        long[] now = {START_NS};
        Timed checked =
                (id, nowNs) -> {
                    Long deadlineNs = deadlines.remove(id);
                    assertThat(deadlineNs)
                            .as("fired twice or cancelled, seed %d", seed)
                            .isNotNull();
                    assertThat(nowNs).as("early, seed %d", seed).isGreaterThanOrEqualTo(deadlineNs);
                };
        for (int step = 0; step < 20_000; step++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                long deadlineNs = now[0] + random.nextLong(1L << (10 + random.nextInt(40)));
                deadlines.put(wheel.schedule(deadlineNs, checked), deadlineNs);
            }
            if (random.nextInt(3) == 0 && !deadlines.isEmpty()) {
                long id = deadlines.keySet().iterator().next();
                deadlines.remove(id);
                assertThat(wheel.cancel(id)).as("seed %d", seed).isTrue();
            }
            now[0] += random.nextLong(1L << (10 + random.nextInt(30)));
            long nextNs = wheel.nextDeadlineNs();
            for (long deadlineNs : deadlines.values()) {
                assertThat(nextNs).as("seed %d", seed).isLessThan(deadlineNs + TICK_NS);
            }
            wheel.poll(now[0], Integer.MAX_VALUE);
            for (long deadlineNs : deadlines.values()) {
                assertThat(deadlineNs).as("late, seed %d", seed).isGreaterThan(now[0] - TICK_NS);
            }
            if (deadlines.size() > 200) {
                deadlines.keySet().forEach(wheel::cancel);
                deadlines.clear();
            }
        }
        assertThat(wheel.count()).isEqualTo(deadlines.size());
    }
}
