package io.robustmq.storage.state;

import io.robustmq.storage.journal.JournalPoint;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Who sees that a shard stopped sees why. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not yet stopped")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "stopped, and why")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a reason")
@State
public class FrameBatchesStress {
    private static final String WHY = "shard 0 at 64: a gap before it";

    private static final FrameApplier.AtOnce NOTHING =
            (shard, type, position, payload, offset, length, batch) -> {};

    private final FrameBatches batches = new FrameBatches(NOTHING, JournalPoint.start(1));

    @Actor
    public void applier() {
        batches.onFrame(0, 1, 64, 64, new UnsafeBuffer(new byte[8]), 0, 8);
    }

    @Actor
    public void reader(I_Result seen) {
        String reason = batches.stoppedBecause(0);
        if (reason != null) {
            seen.r1 = reason.equals(WHY) ? 1 : -1;
        }
    }
}
