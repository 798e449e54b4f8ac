package io.robustmq.mqtt.session;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timers;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
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
    /** Odd, and its bits as good as random: times that are close come to lie far apart. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Map<String, MqttSession> byClientId = new HashMap<>();
    private final SessionServices services;
    private final Surroundings surroundings;
    private final SessionReplay replay;
    private long nextNumber;
    private long latestMs;

    /** What sessions need of the rest of their core. */
    public interface Surroundings extends Origins {
        /** Routes a will whose time has come, and clears it. */
        void publish(MqttSession session, Will will);

        /** Takes an ended session out of trees and groups. */
        void drop(MqttSession session);
    }

    /**
     * @param firstNumber of the numbers this core gives, distinct from other cores'
     * @param full sessions of all cores hold as many bytes of messages as they may
     */
    public Sessions(
            Core core,
            CommitGate gate,
            Shards shards,
            MqttConfig.Sessions limits,
            MqttCounters counters,
            long firstNumber,
            BooleanSupplier full,
            Surroundings surroundings) {
        this.services = new SessionServices(core, gate, shards, limits, counters, full);
        this.nextNumber = firstNumber;
        this.surroundings = surroundings;
        this.replay = new SessionReplay(services.journal().messages(), surroundings);
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
            existing = add(clientId, expirySeconds > 0);
            existing.opened();
        }
        cancelTimers(existing);
        existing.attach(link, expirySeconds);
        return new Opened(existing, present);
    }

    private MqttSession add(String clientId, boolean durable) {
        MqttSession session = new MqttSession(clientId, nextNumber++, durable, services);
        byClientId.put(clientId, session);
        services.totals().made();
        return session;
    }

    /**
     * Applies an event found in the journal. All of a shard's come in their order, before its first
     * client does.
     *
     * @param shard the session's home
     * @throws IllegalStateException when this build does not read the frame's version
     */
    public void replay(int shard, int type, DirectBuffer frame, int offset, int length) {
        SessionEventFlyweight.checkVersion(frame, offset);
        MqttSession session = recovered(SessionEventFlyweight.clientId(frame, offset));
        replay.apply(shard, type, frame, offset, length, session);
        latestMs = Math.max(latestMs, session.state().detachedAtMs());
        if (type == SessionEventType.ENDED) {
            byClientId.remove(session.clientId());
            session.forget();
        }
    }

    /** The session that an event or a row is of. */
    MqttSession recovered(String clientId) {
        MqttSession session = byClientId.get(clientId);
        return session == null ? add(clientId, true) : session;
    }

    /**
     * Takes over a shard's rows of the tables, before any of its events.
     *
     * @throws IOException when they cannot be read
     */
    public void load(int shard, StateStore store) throws IOException {
        new SessionRows(shard, replay, this::recovered).load(store);
    }

    /** There are neither rows nor events any more. */
    public void recovered() {
        services.journal().messages().recovered();
        long restart = services.nowMs() * SPREAD;
        for (MqttSession session : byClientId.values()) {
            session.state().window().leap(restart >>> Integer.SIZE);
            if (services.journal().durabilityOf(session.clientId()) != Durability.SYNC) {
                session.state().doubtTaken();
            }
            latestMs = Math.max(latestMs, session.state().detachedAtMs());
        }
    }

    /** The latest time that an event found in the journal tells of; milliseconds since 1970. */
    public long latestMs() {
        return Math.max(latestMs, replay.latestMs());
    }

    /** All events were replayed. @param each told of every session there is */
    public void forEach(Consumer<MqttSession> each) {
        byClientId.values().forEach(each);
    }

    /**
     * Every core has its subscriptions back, so that a will reaches whom it is for: every session's
     * client is away, and expiry and wills go on counting from when it left, or from now when it
     * was connected as the broker stopped.
     */
    public void resumeTime() {
        long nowMs = services.core().clock().nowMs();
        for (MqttSession session : List.copyOf(byClientId.values())) {
            if (session.state().detachedAtMs() == SessionState.ATTACHED) {
                session.foundAway();
            }
            // A clock that was set back must not end anything early.
            long awayMs = Math.max(0, nowMs - session.state().detachedAtMs());
            away(session, TimeUnit.MILLISECONDS.toSeconds(awayMs));
        }
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
        if (dropWill) { // first, lest a restart finds a client that is away and its will
            session.will(null);
        }
        session.detach();
        away(session, 0);
    }

    /** What comes after the client has left: its will, the end of its session. */
    private void away(MqttSession session, long sinceSeconds) {
        Will will = session.will();
        long expiry = session.expirySeconds();
        if (will != null) {
            long delay = Math.min(will.delaySeconds(), expiry) - sinceSeconds;
            if (delay <= 0) {
                publishWill(session);
            } else {
                session.willTimer(schedule(delay, () -> publishWill(session)));
            }
        }
        if (expiry == MqttConfig.Sessions.NEVER_EXPIRES) {
            return;
        }
        if (expiry <= sinceSeconds) {
            end(session);
        } else {
            session.endTimer(schedule(expiry - sinceSeconds, () -> end(session)));
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
        if (will != null) {
            surroundings.publish(session, will);
        }
    }

    /** The session is over; a will still waiting is published now [MQTT-3.1.2-8]. */
    private void end(MqttSession session) {
        cancelTimers(session);
        publishWill(session);
        byClientId.remove(session.clientId(), session);
        surroundings.drop(session);
        session.end();
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

    /** Once per cycle, after the journal: sends what is kept by now. @return work done */
    public int onJournal() {
        return services.onJournal();
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
