package io.robustmq.kernel.cores.concurrent;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A body is there, whole, when the ring names it; its room comes back when it was taken. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet named")
@Outcome(id = "7, 0", expect = Expect.ACCEPTABLE, desc = "taken, the room not yet seen")
@Outcome(id = "7, 1", expect = Expect.ACCEPTABLE, desc = "taken, and room again")
@Outcome(expect = Expect.FORBIDDEN, desc = "a part of it, or room too early")
@State
public class LargeBodiesStress {
    private final LargeBodies bodies = new LargeBodies(8);
    private volatile boolean isNamed;

    @Actor
    public void sender(II_Result result) {
        UnsafeBuffer body = new UnsafeBuffer(new byte[8]);
        body.putLong(0, 7);
        bodies.add(body, 0, 8);
        isNamed = true;
        result.r2 = bodies.hasRoom(8) ? 1 : 0;
    }

    @Actor
    public void receiver(II_Result result) {
        if (isNamed) {
            result.r1 = (int) new UnsafeBuffer(bodies.take()).getLong(0);
        }
    }
}
