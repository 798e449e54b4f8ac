package io.robustmq.storage.journal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** Who sees a group counted sees its bytes and frames counted. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE)
@Outcome(id = "0, 0, 64", expect = Expect.ACCEPTABLE)
@Outcome(id = "0, 2, 64", expect = Expect.ACCEPTABLE)
@Outcome(id = "1, 2, 64", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "a group without its bytes or frames")
@State
public class JournalCellsStress {
    private final JournalCells cells = new JournalCells();

    @Actor
    public void writer() {
        cells.wrote(64, 2);
    }

    @Actor
    public void reader(JJJ_Result seen) {
        seen.r1 = cells.groups();
        seen.r2 = cells.frames();
        seen.r3 = cells.bytes();
    }
}
