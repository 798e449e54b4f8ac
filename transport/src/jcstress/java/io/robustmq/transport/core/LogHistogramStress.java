package io.robustmq.transport.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Who reads a bucket twice never sees half a count, nor an earlier one. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 4294967297", "4294967297, 4294967297"},
        expect = Expect.ACCEPTABLE)
@Outcome(
        id = {"0, 8589934594", "4294967297, 8589934594", "8589934594, 8589934594"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or back in time")
@State
public class LogHistogramStress {
    private static final long BOTH_HALVES = (1L << 32) + 1;

    private final LogHistogram histogram = new LogHistogram();

    @Actor
    public void owner() {
        histogram.record(1, BOTH_HALVES);
        histogram.record(1, BOTH_HALVES);
    }

    @Actor
    public void reader(JJ_Result seen) {
        seen.r1 = histogram.count(1);
        seen.r2 = histogram.count(1);
    }
}
