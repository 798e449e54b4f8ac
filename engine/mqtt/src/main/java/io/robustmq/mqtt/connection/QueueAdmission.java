package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Retry;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Whether a publish that sessions would keep is taken, and who waits until it is: what sessions of
 * all cores hold on the heap, messages and tables of what is in flight, has a bound. It is looked
 * at before a message is copied there, so it is exceeded by one message of each core and what is on
 * its way between cores at most, and by what was promised before: stored messages that a start
 * loads, wills, delays that end.
 *
 * <p>Waiting is bounded by the connections there are, each of which waits once.
 */
@OwnedBy(Core.class)
final class QueueAdmission implements Timed {
    private final Core core;
    private final List<MqttCounters> allCores;
    private final long maxBytes;
    private final ArrayDeque<Retry> waiting = new ArrayDeque<>();
    private long timer = Timers.NONE;

    /**
     * @param allCores every core's counters
     * @param maxBytes of messages that all sessions hold together
     */
    QueueAdmission(Core core, List<MqttCounters> allCores, long maxBytes) {
        this.core = core;
        this.allCores = allCores;
        this.maxBytes = maxBytes;
    }

    /** Nothing new is kept for sessions; what is there goes out and is acknowledged. */
    boolean isFull() {
        long bytes = 0;
        for (int i = 0; i < allCores.size(); i++) {
            MqttCounters core = allCores.get(i);
            bytes += core.get(MqttMetric.SESSION_MESSAGE_BYTES);
            bytes += core.get(MqttMetric.WINDOW_BYTES);
        }
        return bytes >= maxBytes;
    }

    /** Tries again when there is room. */
    void later(Retry retry) {
        waiting.addLast(retry);
        lookAgain();
    }

    /** Sessions of other cores wake this one not. */
    private void lookAgain() {
        if (timer == Timers.NONE) {
            timer = core.timers().schedule(core.clock().nowNs() + DiskAdmission.RETRY_NS, this);
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        if (!waiting.isEmpty()) {
            lookAgain();
        }
    }

    /**
     * Once per cycle.
     *
     * @return how many had a turn
     */
    int doWork() {
        if (waiting.isEmpty() || isFull()) {
            return 0;
        }
        int turns = Math.min(waiting.size(), DiskAdmission.PER_CYCLE);
        for (int turn = 0; turn < turns; turn++) {
            waiting.removeFirst().retry();
        }
        return turns;
    }
}
