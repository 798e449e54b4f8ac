package io.robustmq.kafka.control;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** Who answers what of the requests about topics, partitions and the cluster. */
@OwnedBy(Core.class)
public final class ControlHandlers {
    private ControlHandlers() {}

    /**
     * @param isHome topics are changed on this core
     */
    public static void register(
            Handlers handlers,
            Core core,
            int nodeId,
            KafkaConfig config,
            CommitGate gate,
            Catalog catalog,
            Partitions partitions,
            CoreLogs logs,
            boolean isHome) {
        ClusterView cluster = new ClusterView(nodeId);
        TopicChanges changes = new TopicChanges(catalog, gate, isHome);
        handlers.put(Api.METADATA, new MetadataHandler(cluster, changes, config.topics()));
        handlers.put(Api.INIT_PRODUCER_ID, new ProducerIdHandler(changes));
        handlers.put(Api.LIST_OFFSETS, new ListOffsetsHandler(partitions, logs, core));
    }
}
