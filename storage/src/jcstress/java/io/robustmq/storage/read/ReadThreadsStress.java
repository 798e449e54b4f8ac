package io.robustmq.storage.read;

import io.robustmq.storage.read.concurrent.ReadQueue;
import io.robustmq.storage.read.concurrent.ReadTask;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** No wake-up is lost, while the thread starts and each time that it goes to sleep. */
@JCStressTest
@Outcome(id = "4", expect = Expect.ACCEPTABLE, desc = "all came back")
@Outcome(expect = Expect.FORBIDDEN, desc = "slept through it")
@State
public class ReadThreadsStress {
    private static final int TASKS = 4;
    private static final long TIMEOUT_NS = 2_000_000_000;

    private final ReadQueue queue = new ReadQueue(2, 1, new Runnable[] {() -> {}});
    private @Nullable ReadThreads threads;

    private static final class Nothing extends ReadTask {
        @Override
        protected void read() {}

        @Override
        protected void onDone(@Nullable Exception failure) {}
    }

    @Actor
    public void starter() {
        threads = ReadThreads.start(queue, 1);
    }

    @Actor
    public void core(I_Result result) {
        long startNs = System.nanoTime();
        ReadTask task = new Nothing();
        for (int i = 0; i < TASKS && queue.trySubmit(0, task); i++) {
            while (queue.drain(0) == 0 && System.nanoTime() - startNs < TIMEOUT_NS) {
                Thread.onSpinWait();
            }
            result.r1 += queue.underWay(0) == 0 ? 1 : 0;
        }
    }

    @Arbiter
    public void end(I_Result result) {
        try {
            Objects.requireNonNull(threads).stop();
        } catch (InterruptedException e) {
            result.r1 = -1;
        }
    }
}
