package io.robustmq.storage.log.concurrent;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * A part of a log moves from the journal into the tier while somebody looks for it: it is found in
 * one of the two, looking at most twice.
 */
@JCStressTest
@Outcome(id = "50", expect = Expect.ACCEPTABLE, desc = "in the journal")
@Outcome(id = "10", expect = Expect.ACCEPTABLE, desc = "in the tier")
@Outcome(expect = Expect.FORBIDDEN, desc = "nowhere, or at another's place")
@State
public class LogIndexStress {
    private final LogIndex index = new LogIndex(1, 0, new AtomicLong());

    public LogIndexStress() {
        index.add(0, 50, 0, -1);
        index.add(10, 60, 1_000, 0);
        index.end(20, 2_000, 0);
    }

    @Actor
    public void applier() {
        index.add(new TierPiece(0, 10, 0, 1_000, 0));
        index.add(20, 70, 2_000, 1);
    }

    @Actor
    public void reader(J_Result found) {
        TierPiece piece = index.piece(5);
        long position = piece == null ? index.journalPosition(5) : LogIndex.NONE;
        if (piece == null && position == LogIndex.NONE) {
            piece = index.piece(5);
        }
        found.r1 = piece == null ? position : piece.endOffset();
    }
}
