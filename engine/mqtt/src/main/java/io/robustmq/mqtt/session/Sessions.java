package io.robustmq.mqtt.session;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one core by client id: one connection each at most, ended when their expiry has
 * passed.
 *
 * <pre>
 * connected —connection closed→ ended, expiry 0
 *                             → away —expiry passed→ ended
 *                                    —CONNECT→ connected
 * </pre>
 */
@OwnedBy(Core.class)
public final class Sessions {
    private final Map<String, MqttSession> byClientId = new HashMap<>();
    private final SessionServices services;
    private final Consumer<Will> publishWill;
    private final Consumer<MqttSession> dropSubscriptions;
    private long nextNumber;

    /**
     * @param firstNumber of the numbers this core gives, distinct from other cores'
     * @param publishWill routes a will
     * @param dropSubscriptions takes an ended session out of trees and groups
     */
    public Sessions(
            Core core,
            CommitGate gate,
            Shards shards,
            MqttConfig.Sessions limits,
            MqttCounters counters,
            long firstNumber,
            Consumer<Will> publishWill,
            Consumer<MqttSession> dropSubscriptions) {
        this.services = new SessionServices(core, gate, shards, limits, counters);
        this.nextNumber = firstNumber;
        this.publishWill = publishWill;
        this.dropSubscriptions = dropSubscriptions;
    }

    /**
     * A client connected. An older connection of the same client id is closed first [MQTT-3.1.4-3].
     *
     * @param expirySeconds 0 ends the session with this connection
     * @return the session, and whether it existed before
     */
    public Opened open(String clientId, boolean cleanStart, long expirySeconds, ClientLink link) {
        MqttSession existing = byClientId.get(clientId);
        if (existing != null) {
            ClientLink older = existing.link();
            if (older != null) {
                older.takenOver();
            }
            existing = byClientId.get(clientId);
        }
        if (existing != null && cleanStart) {
            end(existing);
            existing = null;
        }
        boolean present = existing != null;
        if (existing == null) {
            existing = new MqttSession(clientId, nextNumber++, expirySeconds, services);
            byClientId.put(clientId, existing);
            services.totals().made();
        }
        cancelTimers(existing);
        existing.will(null);
        existing.attach(link, expirySeconds);
        return new Opened(existing, present);
    }

    /**
     * A connection is gone. Nothing happens when the session has another one by now.
     *
     * @param dropWill a DISCONNECT with reason 0x00 came first [MQTT-3.1.2-10]
     */
    public void closed(MqttSession session, ClientLink link, boolean dropWill) {
        if (session.link() != link) {
            return;
        }
        session.detach();
        Will will = session.will();
        if (dropWill) {
            session.will(null);
        } else if (will != null) {
            long delay = Math.min(will.delaySeconds(), session.expirySeconds());
            if (delay == 0) {
                publishWill(session);
            } else {
                session.willTimer(schedule(delay, () -> publishWill(session)));
            }
        }
        if (session.expirySeconds() == 0) {
            end(session);
        } else if (session.expirySeconds() < MqttConfig.Sessions.NEVER_EXPIRES) {
            session.endTimer(schedule(session.expirySeconds(), () -> end(session)));
        }
    }

    private long schedule(long seconds, Runnable action) {
        Core core = services.core();
        return core.timers()
                .schedule(
                        core.clock().nowNs() + TimeUnit.SECONDS.toNanos(seconds),
                        (id, nowNs) -> action.run());
    }

    private void publishWill(MqttSession session) {
        session.willTimer(Timers.NONE);
        Will will = session.will();
        session.will(null);
        if (will != null) {
            publishWill.accept(will);
        }
    }

    /** The session is over; a will still waiting is published now [MQTT-3.1.2-8]. */
    private void end(MqttSession session) {
        cancelTimers(session);
        publishWill(session);
        byClientId.remove(session.clientId(), session);
        dropSubscriptions.accept(session);
        session.ended();
    }

    private void cancelTimers(MqttSession session) {
        Timers timers = services.core().timers();
        if (session.willTimer() != Timers.NONE) {
            timers.cancel(session.willTimer());
            session.willTimer(Timers.NONE);
        }
        if (session.endTimer() != Timers.NONE) {
            timers.cancel(session.endTimer());
            session.endTimer(Timers.NONE);
        }
    }

    public @Nullable MqttSession find(String clientId) {
        return byClientId.get(clientId);
    }

    public int count() {
        return byClientId.size();
    }

    /** What {@link #open} found or made. */
    public record Opened(MqttSession session, boolean present) {}
}
