package io.robustmq.storage.read.concurrent;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A task that its core cancels while it may be read comes back once, read or not. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or twice")
@State
public class ReadTaskStress {
    private final ReadQueue queue = new ReadQueue(2, 1, new Runnable[] {() -> {}});
    private final Counted task = new Counted();

    private static final class Counted extends ReadTask {
        int reads;
        int answers;

        @Override
        protected void read() {
            reads++;
        }

        @Override
        protected void onDone(@Nullable Exception failure) {
            answers++;
        }
    }

    @Actor
    public void core() {
        queue.trySubmit(0, task);
        task.cancel();
        queue.drain(0);
    }

    @Actor
    public void reader() {
        queue.runOne();
    }

    @Arbiter
    public void end(II_Result result) {
        queue.runOne();
        queue.drain(0);
        result.r1 = task.reads;
        result.r2 = task.answers;
    }
}
