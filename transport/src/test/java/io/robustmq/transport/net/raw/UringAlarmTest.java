package io.robustmq.transport.net.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.uring.IoUringIoHandler;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.net.TransportKind;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Over the kernel's own ring, driven by the test's thread. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("io.robustmq.transport.net.raw.Transports#uring")
class UringAlarmTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What {@code run} is told for a wait without a limit of its own. */
    private static final long UNTIL_WOKEN = 0;

    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(Thread.currentThread(), IoUringIoHandler.newFactory());
    private final CoreCells cells = new CoreCells();
    private final UringAlarm alarm;

    UringAlarmTest(TransportKind kind) throws IOException {
        assertThat(kind).isEqualTo(TransportKind.IO_URING);
        loop.runNow();
        alarm = new UringAlarm(new UringLoop(loop), new CoreErrors("test", cells));
    }

    @AfterEach
    void end() {
        alarm.disarm();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
        assertThat(cells.get(CoreCell.ERRORS)).isZero();
    }

    private void setIn(long delayNs) {
        long nowNs = System.nanoTime();
        alarm.setBy(nowNs + delayNs, nowNs);
    }

    /** The loop takes no wake-up of its own thread. */
    private void wakeFromElsewhere() throws InterruptedException {
        Thread.ofPlatform().start(loop::wakeup).join();
    }

    @Test
    void shouldEndAWaitAtItsDeadline() {
        long beforeNs = System.nanoTime();

        setIn(SOON_NS);
        loop.run(UNTIL_WOKEN, 0);

        assertThat(System.nanoTime() - beforeNs).isGreaterThanOrEqualTo(SOON_NS);
        assertThat(alarm.isArmed()).isFalse();
    }

    @Test
    void shouldStayArmedAndSilentOverWaitsThatEndBefore() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            setIn(HOUR_NS);
            wakeFromElsewhere();

            loop.run(UNTIL_WOKEN, 0);

            assertThat(alarm.isArmed()).isTrue();
        }
    }

    @Test
    void shouldMoveToAnEarlierDeadline() {
        setIn(HOUR_NS);
        loop.runNow();
        long beforeNs = System.nanoTime();

        setIn(SOON_NS);
        while (alarm.isArmed()) {
            loop.run(UNTIL_WOKEN, 0);
        }

        assertThat(System.nanoTime() - beforeNs).isBetween(SOON_NS, HOUR_NS / 2);
    }

    @Test
    void shouldBeSetAgainWhenItWentOffBeforeItCouldBeMoved() {
        setIn(1);
        loop.runNow();
        setIn(0); // the kernel may have ended it already

        while (alarm.isArmed()) {
            loop.run(UNTIL_WOKEN, 0);
        }
        setIn(SOON_NS);
        loop.run(UNTIL_WOKEN, 0);

        assertThat(alarm.isArmed()).isFalse();
    }

    @Test
    void shouldLetGoOfTheKernelWhenDisarmed() {
        setIn(HOUR_NS);
        loop.runNow();

        alarm.disarm();
        while (alarm.isArmed()) {
            loop.run(UNTIL_WOKEN, 0);
        }

        assertThat(alarm.isArmed()).isFalse();
    }
}
