package io.robustmq.storage.queue.concurrent;

import io.robustmq.storage.state.StateApplier;
import io.robustmq.storage.state.StressJournal;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The reader sees what a core asks for, the core what was read; a page comes back once. */
@JCStressTest
@Outcome(id = "42, 43, 1", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, torn, or twice")
@State
public class PageReadsStress {
    private static final StateApplier APPLIER = StressJournal.idleApplier();

    private final PageReads reads =
            new PageReads(
                    APPLIER,
                    page -> page.add(page.from(), page.from() + 1, 1, 0),
                    new Runnable[] {() -> {}},
                    2);
    private final Page page = new Page(1, 32);
    private long sequence;
    private long number;
    private int pages;

    private void poll() {
        Page read = reads.poll(0);
        if (read != null) {
            sequence = read.sequence(0);
            number = read.number(0);
            pages += read.rows();
        }
    }

    @Actor
    public void core() {
        page.ask(0, 7, 42, 43, 0);
        reads.read(page);
        poll();
    }

    @Actor
    public void reader() {
        reads.turn();
    }

    @Arbiter
    public void end(III_Result result) {
        reads.turn();
        poll();
        result.r1 = (int) sequence;
        result.r2 = (int) number;
        result.r3 = pages;
    }
}
