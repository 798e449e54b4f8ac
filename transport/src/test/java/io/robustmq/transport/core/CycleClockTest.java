package io.robustmq.transport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CycleClockTest {
    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private long monotonicNs = 5_000_000_000L;
    private long wallMs = 1_700_000_000_000L;
    private final CycleClock clock = new CycleClock(() -> monotonicNs, () -> wallMs);

    /** D19 */
    @Test
    void shouldGoOnByTheMonotonicClockThoughTheWallClockIsTurned() {
        clock.tick();
        long before = clock.nowMs();

        wallMs += DAY_MS;
        monotonicNs += 250_000_000L;
        clock.tick();
        long forward = clock.nowMs();
        wallMs -= 2 * DAY_MS;
        monotonicNs += 250_000_000L;
        clock.tick();

        assertThat(before).isEqualTo(1_700_000_000_000L);
        assertThat(forward - before).isEqualTo(250);
        assertThat(clock.nowMs() - before).isEqualTo(500);
    }

    @Test
    void shouldReadAnewAfterASleep() {
        clock.tick();
        clock.expire();
        monotonicNs += 3_000_000L;

        assertThat(clock.nowNs()).isEqualTo(5_003_000_000L);
        assertThat(clock.nowMs()).isEqualTo(1_700_000_000_003L);
    }
}
