package io.robustmq.transport.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Who was told a slab's name finds that slab. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not yet told")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or another")
@State
public class SlabPoolStress {
    private final SlabPool pool = new SlabPool(0);
    private volatile long told = -1;

    @Actor
    public void owner() {
        Slab slab = pool.create();
        told = slab == null ? -1 : slab.id();
    }

    @Actor
    public void other(I_Result result) {
        long id = told;
        if (id >= 0) {
            Slab slab = pool.find(id);
            result.r1 = slab != null && slab.id() == id && slab.length() == 0 ? 1 : -1;
        }
    }
}
