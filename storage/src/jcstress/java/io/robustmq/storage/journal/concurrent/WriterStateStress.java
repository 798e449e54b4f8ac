package io.robustmq.storage.journal.concurrent;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * No wake-up is lost: the writer that slept through a publication would sleep until its time-out.
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "seen in the last look, or woken")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "slept through it")
@State
public class WriterStateStress {
    private static final long TIMEOUT_NS = 2_000_000_000;

    private final WriterState state = new WriterState();
    private final AppendRing ring = new AppendRing(256);

    @Actor
    public void core() {
        ring.claim(16);
        ring.publish(ring.claimed(), 0);
        state.wakeIfAsleep();
    }

    @Actor
    public void writer(I_Result seen) {
        long startNs = System.nanoTime();
        state.fallAsleep();
        while (ring.published() == 0 && System.nanoTime() - startNs < TIMEOUT_NS) {
            LockSupport.parkNanos(TIMEOUT_NS);
        }
        state.awake();
        seen.r1 = System.nanoTime() - startNs < TIMEOUT_NS ? 1 : 0;
    }
}
