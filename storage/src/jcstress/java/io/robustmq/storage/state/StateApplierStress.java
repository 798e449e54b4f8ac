package io.robustmq.storage.state;

import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.NodeJournal;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who sees a position applied finds in the tables what lies before it. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "applied and not in the tables")
@State
public class StateApplierStress {
    private static final NodeJournal JOURNAL = StressJournal.withOneFrame();

    private final Rows rows = new Rows();
    private final StateApplier applier = StressJournal.applier(JOURNAL, rows);

    /** Tables that order nothing themselves. */
    private static final class Rows implements StateStore {
        int count;
        private JournalPoint point = JournalPoint.start(1);

        @Override
        public void write(StateBatch batch, JournalPoint to) {
            count++;
            point = to.copy();
        }

        @Override
        public void flush() {}

        @Override
        public JournalPoint applied() {
            return point;
        }

        @Override
        public long flushedPosition() {
            return 0;
        }

        @Override
        public long keptPosition() {
            return 0;
        }

        @Override
        public int get(
                int table, DirectBuffer key, int offset, int length, MutableDirectBuffer value) {
            return ABSENT;
        }

        @Override
        public void forEachFrom(
                int table,
                DirectBuffer from,
                int offset,
                int length,
                int prefixLength,
                StateVisitor visitor) {}

        @Override
        public void close() {}
    }

    @Actor
    public void applier() {
        applier.turn(0);
    }

    @Actor
    public void reader(II_Result seen) {
        seen.r1 = applier.applied(0) > 0 ? 1 : 0;
        seen.r2 = rows.count;
    }
}
