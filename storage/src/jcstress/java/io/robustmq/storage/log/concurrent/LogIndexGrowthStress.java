package io.robustmq.storage.log.concurrent;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Entries are added, also into a larger array, while somebody looks: who sees one sees it whole. */
@JCStressTest
@Outcome(id = "300", expect = Expect.ACCEPTABLE)
@Outcome(id = "400", expect = Expect.ACCEPTABLE)
@Outcome(id = "500", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "half an entry")
@State
public class LogIndexGrowthStress {
    private final LogIndex index = new LogIndex(1, 0, new AtomicLong());

    public LogIndexGrowthStress() {
        for (int entry = 1; entry <= 3; entry++) {
            index.add(entry, 100L * entry, entry, entry);
        }
    }

    @Actor
    public void applier() {
        index.add(4, 400, 4, 4);
        index.add(5, 500, 5, 5);
    }

    @Actor
    public void reader(J_Result found) {
        found.r1 = index.journalPosition(9);
    }
}
