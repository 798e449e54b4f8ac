package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * What every session of a core shares: its clock and timers, the way to the journal, limits and
 * scratch memory.
 */
@OwnedBy(Core.class)
final class SessionServices {
    private final Core core;
    private final SessionJournal journal;
    private final MqttConfig.Sessions limits;
    private final MqttCounters counters;
    private final ArrayDeque<OutboundFlow> waiting = new ArrayDeque<>();
    private final BooleanSupplier full;
    private final SessionTotals totals;
    private final Overlap overlap = new Overlap();
    private final Publication replay = new Publication();
    private long reachedBefore = -1;

    /**
     * @param full sessions of all cores hold as many bytes of messages as they may
     */
    SessionServices(
            Core core,
            CommitGate gate,
            Shards shards,
            MqttConfig.Sessions limits,
            MqttCounters counters,
            BooleanSupplier full) {
        this.core = core;
        this.journal = new SessionJournal(gate, shards);
        this.limits = limits;
        this.counters = counters;
        this.full = full;
        this.totals = new SessionTotals(counters);
    }

    /** A session has something to send when the journal has got further. */
    void waitForJournal(OutboundFlow flow) {
        if (!flow.isWaiting()) {
            flow.waiting(true);
            waiting.addLast(flow);
        }
    }

    /** Once per cycle, after the journal. @return sessions looked at */
    int onJournal() {
        int turns = waiting.size();
        if (turns == 0 || journal.reached() == reachedBefore) {
            return 0;
        }
        reachedBefore = journal.reached();
        for (int turn = 0; turn < turns; turn++) {
            OutboundFlow flow = waiting.removeFirst();
            if (flow.onJournal()) {
                waiting.addLast(flow);
            } else {
                flow.waiting(false);
            }
        }
        return turns;
    }

    SessionJournal journal() {
        return journal;
    }

    Core core() {
        return core;
    }

    long nowMs() {
        return core.clock().nowMs();
    }

    MqttCounters counters() {
        return counters;
    }

    SessionTotals totals() {
        return totals;
    }

    Overlap overlap() {
        return overlap;
    }

    /** For messages sent from a queue, so that the one being routed stays as it is. */
    Publication replay() {
        return replay;
    }

    /** Sessions that end with their connection queue nothing more. */
    boolean isFull() {
        return full.getAsBoolean();
    }

    int maxQueued() {
        return limits.maxQueuedMessages();
    }
}
