package io.robustmq.mqtt.connection;

import io.robustmq.mqtt.session.Will;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * Wills whose time has come while a ring had no room: they have no connection that could wait for
 * them. In order; bounded by the sessions that could leave one.
 */
@OwnedBy(Core.class)
final class PendingWills {
    private final ArrayDeque<Will> pending = new ArrayDeque<>();
    private final Predicate<Will> tryPublish;

    /**
     * @param tryPublish false when there was no room and nothing happened
     */
    PendingWills(Predicate<Will> tryPublish) {
        this.tryPublish = tryPublish;
    }

    void publish(Will will) {
        if (!pending.isEmpty() || !tryPublish.test(will)) {
            pending.addLast(will);
        }
    }

    /**
     * @return how many waited, for as long as which the core must not sleep
     */
    int doWork() {
        int work = pending.size();
        while (!pending.isEmpty() && tryPublish.test(pending.getFirst())) {
            pending.removeFirst();
        }
        return work;
    }
}
