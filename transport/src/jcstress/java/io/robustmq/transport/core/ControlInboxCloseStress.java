package io.robustmq.transport.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Work that is offered while the inbox closes is taken and run, or refused and not run. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "in time")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "too late")
@Outcome(expect = Expect.FORBIDDEN, desc = "taken and never run")
@State
public class ControlInboxCloseStress {
    private static final CoreErrors ERRORS = new CoreErrors("stress", new CoreCells());

    private final ControlInbox inbox = new ControlInbox(ERRORS);
    private int ran;

    @Actor
    public void writer(II_Result result) {
        result.r1 = inbox.offer(() -> ran++) ? 1 : 0;
    }

    @Actor
    public void core() {
        inbox.close();
    }

    @Arbiter
    public void end(II_Result result) {
        result.r2 = ran;
    }
}
