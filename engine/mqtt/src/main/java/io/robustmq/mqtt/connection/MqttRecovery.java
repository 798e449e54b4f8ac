package io.robustmq.mqtt.connection;

import io.robustmq.kernel.forward.ForwardFlyweight;
import io.robustmq.kernel.forward.Forwards;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.delayed.DelayedEvents;
import io.robustmq.mqtt.delayed.DelayedMessages;
import io.robustmq.mqtt.group.GroupEvents;
import io.robustmq.mqtt.group.GroupsHeard;
import io.robustmq.mqtt.session.SessionForwards;
import io.robustmq.mqtt.session.Sessions;
import io.robustmq.mqtt.subscribe.Restoration;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;

/**
 * MQTT's way back on one core after a start: tables are loaded, the journal's events replayed,
 * subscriptions restored, and time goes on, in this order and before the first client.
 */
@OwnedBy(Core.class)
public final class MqttRecovery {
    private final Core core;
    private final Shards shards;
    private final CommitGate gate;
    private final Sessions sessions;
    private final RetainedMessages retained;
    private final Forwards forwards;
    private final SessionForwards sessionForwards;
    private final DelayedMessages delayed;
    private final GroupsHeard groupsHeard;
    private final Restoration restoration;

    MqttRecovery(
            Core core,
            Shards shards,
            CommitGate gate,
            Sessions sessions,
            RetainedMessages retained,
            Forwards forwards,
            SessionForwards sessionForwards,
            DelayedMessages delayed,
            GroupsHeard groupsHeard,
            Restoration restoration) {
        this.core = core;
        this.shards = shards;
        this.gate = gate;
        this.sessions = sessions;
        this.retained = retained;
        this.forwards = forwards;
        this.sessionForwards = sessionForwards;
        this.delayed = delayed;
        this.groupsHeard = groupsHeard;
        this.restoration = restoration;
    }

    /**
     * Takes over the rows of state tables: retained messages of all shards, sessions of this core's
     * own; before any event.
     *
     * @param isServed a shard's rows count
     */
    public void load(StateStore store, IntPredicate isServed) throws IOException {
        for (int shard = 0; shard < shards.count(); shard++) {
            if (isServed.test(shard)) {
                retained.load(shard, store);
                if (shards.coreOf(shard) == core.index()) {
                    sessions.load(shard, store);
                    forwards.load(shard, store);
                    delayed.load(shard, store);
                    groupsHeard.load(shard, store);
                }
            }
        }
    }

    /**
     * An event found in the journal. All of them come, in their order, before the first client
     * does; those of other cores' sessions are passed over.
     */
    public void replay(int shard, int type, DirectBuffer event, int offset, int length) {
        if (!gate.isServed(shard)) {
            return;
        }
        if (RetainedMessages.isEvent(type)) {
            retained.replay(type, event, offset, length);
        } else if (shards.coreOf(shard) == core.index()) {
            if (ForwardFlyweight.isEvent(type)) {
                replayForward(shard, type, event, offset, length);
            } else if (DelayedEvents.isEvent(type)) {
                delayed.replay(shard, type, event, offset, length);
            } else if (GroupEvents.isEvent(type)) {
                groupsHeard.replay(shard, event, offset, length);
            } else {
                sessions.replay(shard, type, event, offset, length);
            }
        }
    }

    private void replayForward(int shard, int type, DirectBuffer event, int offset, int length) {
        forwards.replay(shard, type, event, offset, length);
        if (type != ForwardFlyweight.BEGUN) {
            return;
        }
        if (ForwardFlyweight.purpose(event, offset) == DelayedEvents.DUE) {
            delayed.replayDue(shard, event, ForwardFlyweight.ownerAt(offset));
        } else {
            sessionForwards.replay(event, offset);
        }
    }

    /**
     * There are no more events: subscriptions take effect again.
     *
     * @param done runs on this core once every core knows of them
     */
    public void restore(Runnable done) {
        sessions.recovered();
        sessions.forEach(restoration::restore);
        restoration.whenDone(done);
    }

    /**
     * The latest time that the journal's events tell of, in milliseconds since 1970: should the
     * wall clock have been set back since, it is no earlier for any core.
     */
    public long latestMs() {
        return Math.max(
                Math.max(sessions.latestMs(), retained.latestMs()),
                Math.max(forwards.latestMs(), delayed.latestMs()));
    }

    /**
     * All cores have restored: messages that some of their targets may not have are sent again, and
     * time goes on for sessions and wills.
     *
     * @param notBeforeMs all cores' {@link #latestMs}
     */
    public void resumeTime(long notBeforeMs) {
        core.clock().notBefore(notBeforeMs);
        forwards.resume();
        delayed.resumeTime();
        sessions.resumeTime();
    }
}
