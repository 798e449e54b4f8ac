package io.robustmq.mqtt;

import io.robustmq.kernel.forward.ForwardFlyweight;
import io.robustmq.kernel.forward.ForwardTables;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.mqtt.delayed.DelayedEvents;
import io.robustmq.mqtt.delayed.DelayedTables;
import io.robustmq.mqtt.group.GroupEvents;
import io.robustmq.mqtt.group.GroupTables;
import io.robustmq.mqtt.session.SessionTables;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import org.agrona.DirectBuffer;

/** What MQTT's events mean for the state tables. The applier's thread. */
public final class MqttTables implements EventApplier {
    private final SessionTables sessions;
    private final ForwardTables forwards = new ForwardTables();
    private final DelayedTables delayed = new DelayedTables();
    private final GroupTables groups = new GroupTables();

    /**
     * @param store what the first event follows
     */
    public MqttTables(StateStore store) throws IOException {
        sessions = new SessionTables(store);
    }

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        if (RetainedMessages.isEvent(type)) {
            RetainedMessages.apply(shard, type, event, offset, length, batch);
        } else if (ForwardFlyweight.isEvent(type)) {
            forwards.apply(shard, type, event, offset, length, batch);
            if (type == ForwardFlyweight.BEGUN) {
                applyOwner(shard, event, offset, batch);
            }
        } else if (DelayedEvents.isEvent(type)) {
            delayed.apply(shard, type, event, offset, length, batch);
        } else if (GroupEvents.isEvent(type)) {
            groups.apply(shard, type, event, offset, length, batch);
        } else {
            sessions.apply(shard, type, event, offset, length, batch);
        }
    }

    @Override
    public void complete(StateBatch batch) {
        sessions.complete(batch);
    }

    @Override
    public int pendingBytes() {
        return sessions.pendingBytes();
    }

    private void applyOwner(int shard, DirectBuffer event, int offset, StateBatch batch) {
        if (ForwardFlyweight.purpose(event, offset) == DelayedEvents.DUE) {
            delayed.applyDue(shard, event, offset, batch);
        } else {
            sessions.applyForward(shard, event, offset, batch);
        }
    }
}
