package io.robustmq.mqtt;

import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.mqtt.session.SessionTables;
import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;

/** What MQTT's events mean for the state tables. The applier's thread. */
public final class MqttTables implements EventApplier {
    private final SessionTables sessions = new SessionTables();

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        if (RetainedMessages.isEvent(type)) {
            RetainedMessages.apply(shard, type, event, offset, length, batch);
        } else {
            sessions.apply(shard, type, event, offset, length, batch);
        }
    }
}
