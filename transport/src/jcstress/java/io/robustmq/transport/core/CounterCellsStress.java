package io.robustmq.transport.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Who reads a cell twice never sees half a value, nor an earlier one. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 4294967297", "4294967297, 4294967297"},
        expect = Expect.ACCEPTABLE)
@Outcome(
        id = {"0, 8589934594", "4294967297, 8589934594", "8589934594, 8589934594"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or back in time")
@State
public class CounterCellsStress {
    private static final long BOTH_HALVES = (1L << 32) + 1;

    private final CoreCells cells = new CoreCells();

    @Actor
    public void owner() {
        cells.add(CoreCell.ERRORS, BOTH_HALVES);
        cells.add(CoreCell.ERRORS, BOTH_HALVES);
    }

    @Actor
    public void reader(JJ_Result seen) {
        seen.r1 = cells.get(CoreCell.ERRORS);
        seen.r2 = cells.get(CoreCell.ERRORS);
    }
}
