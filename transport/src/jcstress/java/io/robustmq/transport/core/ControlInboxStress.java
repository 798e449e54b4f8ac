package io.robustmq.transport.core;

import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Work of two writers runs once each, that of one in its order, and sees what was written. */
@JCStressTest
@Outcome(id = "12, 1, 0", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, twice, out of order, or blind")
@State
public class ControlInboxStress {
    private static final CoreErrors ERRORS = new CoreErrors("stress", new CoreCells());

    private final ControlInbox inbox = new ControlInbox(ERRORS);
    private int written;
    private int order;
    private int others;
    private int blind;

    @Actor
    public void writer() {
        written = 1;
        inbox.offer(() -> {
            order = 10 * order + 1;
            blind += written == 1 ? 0 : 1;
        });
        inbox.offer(() -> order = 10 * order + 2);
    }

    @Actor
    public void core() {
        inbox.offer(() -> others++);
        inbox.drain();
    }

    @Arbiter
    public void end(III_Result result) {
        inbox.drain();
        result.r1 = order;
        result.r2 = others;
        result.r3 = blind;
    }
}
