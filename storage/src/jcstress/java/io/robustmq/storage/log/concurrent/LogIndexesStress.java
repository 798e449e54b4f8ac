package io.robustmq.storage.log.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** Who sees that all which was there at the start is in the indexes finds it there. */
@JCStressTest
@Outcome(id = "false, -1", expect = Expect.ACCEPTABLE)
@Outcome(id = "false, 50", expect = Expect.ACCEPTABLE)
@Outcome(id = "true, 50", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "complete without it, or half of it")
@State
public class LogIndexesStress {
    private final LogIndexes indexes = new LogIndexes(1);

    public LogIndexesStress() {
        indexes.onReplayed(0);
    }

    @Actor
    public void applier() {
        indexes.getOrAdd(1, 0).add(0, 50, 0, -1);
        indexes.onApplied(0);
    }

    @Actor
    public void reader(ZJ_Result seen) {
        seen.r1 = indexes.isComplete(0);
        LogIndex index = indexes.get(1);
        seen.r2 = index == null ? LogIndex.NONE : index.journalPosition(0);
    }
}
