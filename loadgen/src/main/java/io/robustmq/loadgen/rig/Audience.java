package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/** A lane's receivers of one publisher, and how far the slowest of them has got. */
@OwnedBy(Core.class)
final class Audience {
    private final int publisher;
    private final List<Arrivals> receivers = new ArrayList<>();
    private int slowest;
    private long reached;

    Audience(int publisher) {
        this.publisher = publisher;
    }

    int publisher() {
        return publisher;
    }

    void add(Arrivals receiver) {
        receivers.add(receiver);
    }

    /**
     * Looks at the others only once the receiver that was slowest has moved, so that a fan-out to
     * thousands does not cost thousands of looks a cycle.
     */
    long reached() {
        if (reachedBy(slowest) > reached) {
            for (int i = 0; i < receivers.size(); i++) {
                if (reachedBy(i) < reachedBy(slowest)) {
                    slowest = i;
                }
            }
            reached = reachedBy(slowest);
        }
        return reached;
    }

    private long reachedBy(int i) {
        Arrivals receiver = receivers.get(i);
        return receiver.reached(publisher - receiver.firstPublisher());
    }
}
