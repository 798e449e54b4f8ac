package io.robustmq.transport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Fault D19: what the wall clock does while the process is up changes nothing. */
class CycleClockTest {
    private static final long WALL_MS = 1_800_000_000_000L;

    private final AtomicLong ns = new AtomicLong(-5_000_000);
    private final CycleClock clock = new CycleClock(ns::get, WALL_MS);

    @Test
    void shouldGoAsFastAsTheMonotonicClockFromWhereTheWallClockStood() {
        clock.tick();
        assertThat(clock.nowMs()).isEqualTo(WALL_MS);

        ns.addAndGet(1_500_000_000);
        assertThat(clock.nowMs()).isEqualTo(WALL_MS); // one reading a cycle
        clock.expire();

        assertThat(clock.nowMs()).isEqualTo(WALL_MS + 1_500);
        assertThat(clock.nowNs()).isEqualTo(ns.get());
    }

    @Test
    void shouldNotBeEarlierThanWhatIsKnown() {
        clock.notBefore(WALL_MS - 1);
        assertThat(clock.nowMs()).isEqualTo(WALL_MS);

        clock.notBefore(WALL_MS + 60_000);
        assertThat(clock.nowMs()).isEqualTo(WALL_MS + 60_000);
        ns.addAndGet(1_000_000);
        clock.expire();

        assertThat(clock.nowMs()).isEqualTo(WALL_MS + 60_001);
    }
}
