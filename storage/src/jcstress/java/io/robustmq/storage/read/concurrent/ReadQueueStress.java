package io.robustmq.storage.read.concurrent;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A core hands a question over and a thread answers it: the thread sees the question, the core the
 * answer, and the task comes back once.
 */
@JCStressTest
@Outcome(id = "42, 1", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, torn, or twice")
@State
public class ReadQueueStress {
    private final ReadQueue queue = new ReadQueue(2, 1, new Runnable[] {() -> {}});
    private final Question task = new Question();

    private static final class Question extends ReadTask {
        int question;
        int answer;
        int seen;
        int answers;

        @Override
        protected void read() {
            answer = question + 1;
        }

        @Override
        protected void onDone(@Nullable Exception failure) {
            seen = answer;
            answers++;
        }
    }

    @Actor
    public void core() {
        task.question = 41;
        queue.trySubmit(0, task);
        queue.drain(0);
    }

    @Actor
    public void reader() {
        queue.runOne();
    }

    @Arbiter
    public void after(II_Result result) {
        queue.runOne();
        queue.drain(0);
        result.r1 = task.seen;
        result.r2 = task.answers;
    }
}
