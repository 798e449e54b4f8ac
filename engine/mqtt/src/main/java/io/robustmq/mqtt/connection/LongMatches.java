package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Retry;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;

/**
 * Publishers whose topic so many filters may match that it takes long to find out who wants it. One
 * such topic at a time is matched, a step in each cycle, so that everybody else goes on; its
 * publishers wait here, and so do those of the next ones.
 */
@OwnedBy(Core.class)
final class LongMatches {
    /** Publishers that try again in one cycle: each may find that its own topic takes long. */
    static final int RETRIES_PER_CYCLE = 8;

    private final Router router;

    /** Each connection waits here at most once. */
    private final ArrayDeque<Retry> waiting = new ArrayDeque<>();

    LongMatches(Router router) {
        this.router = router;
    }

    void await(Retry publisher) {
        waiting.addLast(publisher);
    }

    /**
     * Once per cycle.
     *
     * @return how many wait, and 1 for a match that goes on: as long the core must not sleep
     */
    int doWork() {
        if (router.goOnMatching()) {
            return 1 + waiting.size();
        }
        int count = waiting.size();
        for (int i = Math.min(count, RETRIES_PER_CYCLE); i > 0; i--) {
            waiting.removeFirst().retry();
        }
        return count;
    }
}
