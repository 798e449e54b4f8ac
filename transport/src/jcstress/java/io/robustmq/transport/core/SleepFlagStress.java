package io.robustmq.transport.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A writer publishes and looks whether the core sleeps; the core looks once more and sleeps. */
public class SleepFlagStress {
    /** The last look sees what was published, or the writer wakes the core. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, true"},
            expect = Expect.ACCEPTABLE)
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "slept through it")
    @State
    public static class LastLook {
        private final SleepFlag flag = new SleepFlag();
        private int published;

        @Actor
        public void writer(ZZ_Result result) {
            published = 1;
            result.r1 = flag.requestWake();
        }

        @Actor
        public void core(ZZ_Result result) {
            flag.raise();
            result.r2 = published == 1;
        }
    }

    /** A wake-up that was asked for while the flag is up is seen before the wait begins. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE)
    @Outcome(expect = Expect.FORBIDDEN, desc = "it waits in spite of it")
    @State
    public static class Kept {
        private final SleepFlag flag = new SleepFlag();
        private volatile boolean woken;

        public Kept() {
            flag.raise();
        }

        @Actor
        public void writer(ZZ_Result result) {
            result.r1 = flag.requestWake();
            woken = true;
        }

        @Actor
        public void core(ZZ_Result result) {
            result.r2 = !woken || !flag.mayBlock();
        }
    }

    /** The canary, which must fail: the same without fences. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, true"},
            expect = Expect.ACCEPTABLE)
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "slept through it")
    @State
    public static class Canary {
        private boolean raised;
        private int published;

        @Actor
        public void writer(ZZ_Result result) {
            published = 1;
            result.r1 = raised;
        }

        @Actor
        public void core(ZZ_Result result) {
            raised = true;
            result.r2 = published == 1;
        }
    }
}
