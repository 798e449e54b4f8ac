package io.robustmq.storage.journal.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Nobody sees a stream committed further than written. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE)
@Outcome(id = "0, 64", expect = Expect.ACCEPTABLE)
@Outcome(id = "64, 64", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "committed before it was written")
@State
public class StreamPositionsStress {
    private static final long[] POSITIONS = {0, 64};

    private final StreamPositions positions = new StreamPositions(0, new long[2]);

    @Actor
    public void writer() {
        positions.written(POSITIONS);
        positions.committed(POSITIONS);
    }

    @Actor
    public void reader(JJ_Result seen) {
        seen.r1 = positions.committed(1);
        seen.r2 = positions.written(1);
    }
}
