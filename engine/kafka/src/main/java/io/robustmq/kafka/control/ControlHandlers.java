package io.robustmq.kafka.control;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kafka.topic.CatalogSpread;
import io.robustmq.kafka.topic.ProducerIds;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/** Who answers what of the requests about topics, partitions and the cluster. */
@OwnedBy(Core.class)
public final class ControlHandlers {
    private ControlHandlers() {}

    /**
     * @param spread null when the node has one core
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
            ProducerIds producerIds,
            @Nullable CatalogSpread spread,
            boolean isHome) {
        ClusterView cluster = new ClusterView(nodeId, logs.leaderEpoch());
        TopicChanges changes = new TopicChanges(catalog, gate, isHome);
        MetadataHandler metadata = new MetadataHandler(cluster, changes, config.topics(), spread);
        handlers.put(Api.METADATA, metadata);
        handlers.put(Api.DESCRIBE_CLUSTER, new DescribeClusterHandler(cluster));
        handlers.put(
                Api.DESCRIBE_TOPIC_PARTITIONS,
                new DescribeTopicPartitionsHandler(cluster, catalog));
        handlers.put(Api.CREATE_TOPICS, new CreateTopicsHandler(changes, config.topics()));
        handlers.put(Api.DELETE_TOPICS, new DeleteTopicsHandler(changes));
        handlers.put(Api.CREATE_PARTITIONS, new CreatePartitionsHandler(changes));
        handlers.put(Api.DESCRIBE_CONFIGS, new DescribeConfigsHandler(catalog, config));
        AlterConfigsHandler alter = new AlterConfigsHandler(changes);
        handlers.put(Api.ALTER_CONFIGS, alter::replaceAll);
        handlers.put(Api.INCREMENTAL_ALTER_CONFIGS, alter::change);
        handlers.put(Api.DESCRIBE_LOG_DIRS, new DescribeLogDirsHandler(partitions));
        handlers.put(Api.OFFSET_FOR_LEADER_EPOCH, new EpochHandler(partitions));
        handlers.put(Api.DELETE_RECORDS, new DeleteRecordsHandler(partitions, gate));
        handlers.put(Api.INIT_PRODUCER_ID, new ProducerIdHandler(producerIds, gate));
        handlers.put(Api.LIST_OFFSETS, new ListOffsetsHandler(partitions, logs, core));
    }
}
