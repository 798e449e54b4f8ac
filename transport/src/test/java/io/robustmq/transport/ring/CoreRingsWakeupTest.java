package io.robustmq.transport.ring;

import static io.robustmq.transport.net.raw.TestBed.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.net.TransportKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two running cores that ask and answer each other, and sleep in between. */
class CoreRingsWakeupTest {
    private static final int ROUNDS = 2_000;
    private static final int QUESTION = 1;
    private static final int ANSWER = 2;

    @ParameterizedTest
    @MethodSource("io.robustmq.transport.net.raw.Transports#raw")
    void shouldWakeASleepingCoreForEachMessage(TransportKind kind) throws Exception {
        CoreRings rings = new CoreRings(2, 4096);
        AtomicInteger answers = new AtomicInteger();
        CoreConfig config = CoreConfig.of(kind);
        PingPong[] duties = new PingPong[2];
        try (Cores cores =
                Cores.start(
                        List.of(config, config.forCore(1, CoreConfig.UNPINNED)),
                        core -> duties[core.index()] = new PingPong(core, rings, answers))) {
            cores.all().forEach(rings::attach);
            for (int round = 1; round <= ROUNDS; round++) {
                int expected = round;
                long sleeps = cores.cells(1).get(CoreCell.SLEEPS);
                cores.core(0).execute(() -> duties[0].ask());
                await("the answer", () -> answers.get() == expected);
                if (round % 2 == 0) { // every other time it has gone to sleep again
                    await("asleep", () -> cores.cells(1).get(CoreCell.SLEEPS) > sleeps);
                }
            }

            assertThat(answers).hasValue(ROUNDS);
        }
    }

    private static final class PingPong implements CoreDuty {
        private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        private final CoreOutbox outbox;
        private final CoreInbox inbox;

        PingPong(Core core, CoreRings rings, AtomicInteger answers) {
            outbox = rings.outbox(core.index());
            inbox =
                    rings.inbox(
                            core.index(),
                            (from, type, buffer, offset, length) -> {
                                if (type == ANSWER) {
                                    answers.incrementAndGet();
                                } else {
                                    outbox.to(from).offerRequest(ANSWER, message, 0, 8);
                                }
                            },
                            new CoreErrors("test", new CoreCells()));
        }

        void ask() {
            assertThat(outbox.to(1).offerRequest(QUESTION, message, 0, 8)).isTrue();
        }

        @Override
        public int drainRequests() {
            return inbox.drainRequests(100);
        }

        @Override
        public int endOfCycle() {
            return outbox.flush();
        }

        @Override
        public boolean needsCpu() {
            return false;
        }
    }
}
