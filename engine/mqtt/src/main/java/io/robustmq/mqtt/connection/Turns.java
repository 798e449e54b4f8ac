package io.robustmq.mqtt.connection;

import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;

/**
 * Shares a core's cycles among its publishers by what their messages cost, which is deliveries: one
 * read of a publisher to a thousand subscribers may ask for millions, while all others wait.
 * Whoever has had its share of a cycle stops reading, keeps the rest of its input, and waits here
 * for its next turn. A long message counts more, since the kernel copies it for each subscriber.
 *
 * <p>A read always has a few deliveries, so that a message now and then to few never waits.
 */
@OwnedBy(Core.class)
final class Turns {
    /**
     * Deliveries after which a cycle's other work is due: about two milliseconds' worth, and above
     * twenty messages to a thousand subscribers, each of whom gets its twenty in one send.
     */
    static final int DELIVERIES_PER_CYCLE = 24 << 10;

    /** Of each read, however much others did in its cycle. */
    static final int DELIVERIES_PER_READ_MIN = 64;

    /** Connections whose turn comes in one cycle, and that share its deliveries. */
    static final int TURNS_PER_CYCLE = 8;

    /** So many bytes, as a power of two, that went into outputs count as one more delivery. */
    private static final int BYTES_PER_DELIVERY_SHIFT = 9;

    private final Router router;
    private final MqttCounters counters;
    private final ArrayDeque<MqttConnection> waiting = new ArrayDeque<>();
    private long cycleEnd = DELIVERIES_PER_CYCLE;
    private int perTurn = DELIVERIES_PER_CYCLE;

    Turns(Router router, MqttCounters counters) {
        this.router = router;
        this.counters = counters;
    }

    /** The core's work so far at which the turn that starts now {@link #isOver}. */
    long end() {
        long done = done();
        return Math.min(Math.max(cycleEnd, done + DELIVERIES_PER_READ_MIN), done + perTurn);
    }

    /**
     * @param end what {@link #end} was when the turn started
     */
    boolean isOver(long end) {
        return done() >= end;
    }

    private long done() {
        return router.deliveries() + (counters.sentMessageBytes() >> BYTES_PER_DELIVERY_SHIFT);
    }

    /** Each connection waits here at most once: there are no more entries than connections. */
    void await(MqttConnection connection) {
        waiting.addLast(connection);
    }

    /**
     * Once per cycle: a new one begins, first for those who waited longest.
     *
     * @return how many wait, for as long as which the core must not sleep
     */
    int doWork() {
        int count = waiting.size();
        int turns = Math.min(count, TURNS_PER_CYCLE);
        cycleEnd = done() + DELIVERIES_PER_CYCLE;
        perTurn = DELIVERIES_PER_CYCLE / Math.max(1, turns);
        for (int i = 0; i < turns; i++) {
            waiting.removeFirst().onTurn();
        }
        return count;
    }
}
