package io.robustmq.storage.journal.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Who frees never sees a hold go back, nor less than what is held. */
@JCStressTest
@Outcome(
        id = {"10, 10", "10, 20", "10, 30", "20, 20", "20, 30", "30, 30"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "a hold that went back, or was not seen")
@State
public class SegmentHoldsStress {
    private final SegmentHolds holds = new SegmentHolds();
    private final SegmentHolds.Hold hold = holds.hold(10);

    public SegmentHoldsStress() {
        holds.hold(30);
    }

    @Actor
    public void reader() {
        hold.moveTo(20);
        hold.release();
    }

    @Actor
    public void reclaim(JJ_Result seen) {
        seen.r1 = holds.lowest();
        seen.r2 = holds.lowest();
    }
}
