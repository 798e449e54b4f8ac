package io.robustmq.kafka.mapping;

import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.TopicPartitions;
import io.robustmq.kernel.logged.ClosedTopics;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/** What is tied to a topic of which some partitions lie in damaged shards, of whatever core. */
@OwnedBy(Core.class)
final class DamagedTopics implements ClosedTopics {
    private final TopicMapping mapping;
    private final TopicPartitions partitions;
    private final CommitGate gate;

    DamagedTopics(TopicMapping mapping, TopicPartitions partitions, CommitGate gate) {
        this.mapping = mapping;
        this.partitions = partitions;
        this.gate = gate;
    }

    boolean isAny() {
        for (int i = 0; i < partitions.count(); i++) {
            if (isDamaged(i)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean has(DirectBuffer topic, int offset, int length) {
        return isDamaged(mapping.partition(topic, offset, length, partitions.count()));
    }

    private boolean isDamaged(int index) {
        Partition partition = partitions.get(index);
        return partition != null && !gate.isServed(partition.shard());
    }
}
