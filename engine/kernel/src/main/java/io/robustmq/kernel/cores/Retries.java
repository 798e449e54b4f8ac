package io.robustmq.kernel.cores;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;

/**
 * The connections of a core that stand still until a ring has room, each in turn. Bounded by the
 * connections there are: each waits here once.
 */
@OwnedBy(Core.class)
public final class Retries {
    /** Turns in one cycle. */
    static final int PER_CYCLE = 256;

    private final ArrayDeque<Retry> waiting = new ArrayDeque<>();

    public void later(Retry retry) {
        waiting.addLast(retry);
    }

    /**
     * Once per cycle.
     *
     * @return how many wait, for as long as which the core must not sleep
     */
    public int doWork() {
        int work = waiting.size();
        for (int turns = Math.min(work, PER_CYCLE); turns > 0; turns--) {
            waiting.removeFirst().retry();
        }
        return work;
    }
}
