package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What every session of a core shares: its clock and timers, the way to the journal, limits and
 * scratch memory.
 */
@OwnedBy(Core.class)
final class SessionServices {
    private final Core core;
    private final CommitGate gate;
    private final Shards shards;
    private final MqttConfig.Sessions limits;
    private final MqttCounters counters;
    private final SessionTotals totals;
    private final Overlap overlap = new Overlap();
    private final Publication replay = new Publication();

    SessionServices(
            Core core,
            CommitGate gate,
            Shards shards,
            MqttConfig.Sessions limits,
            MqttCounters counters) {
        this.core = core;
        this.gate = gate;
        this.shards = shards;
        this.limits = limits;
        this.counters = counters;
        this.totals = new SessionTotals(counters);
    }

    SessionEvents journaled(SessionState state, String clientId) {
        UnsafeBuffer id = new UnsafeBuffer(clientId.getBytes(StandardCharsets.UTF_8));
        return new JournaledEvents(state, clientId, gate, shards.shardOf(id, 0, id.capacity()));
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

    int maxQueued() {
        return limits.maxQueuedMessages();
    }
}
