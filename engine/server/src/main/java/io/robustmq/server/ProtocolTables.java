package io.robustmq.server;

import io.robustmq.kafka.KafkaTables;
import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.mqtt.MqttTables;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import org.agrona.DirectBuffer;

/** Each event to its protocol's tables. The applier's thread. */
final class ProtocolTables implements EventApplier {
    private final MqttTables mqtt;
    private final KafkaTables kafka = new KafkaTables();

    /**
     * @param store what the first event follows
     */
    ProtocolTables(StateStore store) throws IOException {
        mqtt = new MqttTables(store);
    }

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        EventApplier to = KafkaTables.isEvent(type) ? kafka : mqtt;
        to.apply(shard, type, event, offset, length, batch);
    }

    @Override
    public void complete(StateBatch batch) {
        mqtt.complete(batch);
        kafka.complete(batch);
    }

    @Override
    public int pendingBytes() {
        return mqtt.pendingBytes() + kafka.pendingBytes();
    }
}
