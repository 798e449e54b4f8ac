package io.robustmq.kafka.control;

import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kafka.topic.CatalogSpread;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.TopicNames;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Metadata: which brokers and topics there are; makes topics that are asked for and not there. */
@OwnedBy(Core.class)
final class MetadataHandler implements Handler {
    /** From this version on an empty list of topics means none, and null all. */
    private static final int EMPTY_MEANS_NONE_VERSION = 1;

    private static final int NAMES_MAY_BE_NULL_VERSION = 12;

    private final ClusterView cluster;
    private final TopicChanges changes;
    private final Catalog catalog;
    private final KafkaConfig.TopicDefaults defaults;
    private final @Nullable CatalogSpread spread;

    /**
     * @param spread null when the node has one core
     */
    MetadataHandler(
            ClusterView cluster,
            TopicChanges changes,
            KafkaConfig.TopicDefaults defaults,
            @Nullable CatalogSpread spread) {
        this.spread = spread;
        this.cluster = cluster;
        this.changes = changes;
        this.catalog = changes.catalog();
        this.defaults = defaults;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        MetadataRequestData asked = (MetadataRequestData) request.data();
        Nodes nodes = request.client().nodes();
        MetadataResponseData response =
                new MetadataResponseData()
                        .setClusterId(cluster.clusterId())
                        .setControllerId(cluster.controllerId(nodes));
        for (Nodes.Node node : nodes.byCore()) {
            response.brokers()
                    .add(
                            new MetadataResponseBroker()
                                    .setNodeId(node.id())
                                    .setHost(node.host())
                                    .setPort(node.port()));
        }
        long version = catalog.version();
        addTopics(request, asked, response);
        if (catalog.version() == version) {
            reply.send(response);
        } else {
            reply.sendWhenKept(response, changes.mark());
        }
    }

    private void addTopics(
            ControlRequest request, MetadataRequestData asked, MetadataResponseData response) {
        List<MetadataRequestTopic> topics = asked.topics();
        Access access = request.client().access();
        Nodes nodes = request.client().nodes();
        if (topics == null || topics.isEmpty() && request.version() < EMPTY_MEANS_NONE_VERSION) {
            for (Topic topic : catalog.all()) {
                if (access.maySee(topic.name())) {
                    response.topics().add(describe(topic, nodes));
                }
            }
            return;
        }
        for (MetadataRequestTopic each : topics) {
            response.topics().add(describe(each, asked, request));
        }
    }

    private MetadataResponseTopic describe(
            MetadataRequestTopic asked, MetadataRequestData request, ControlRequest from) {
        String name = asked.name();
        Access access = from.client().access();
        Uuid id = asked.topicId();
        if (name == null || !id.equals(Uuid.ZERO_UUID)) { // the consumer says "" beside an id
            Topic topic = catalog.byId(id.getMostSignificantBits(), id.getLeastSignificantBits());
            return topic == null || !access.maySee(topic.name())
                    ? unknown(nameOrEmpty(from), Errors.UNKNOWN_TOPIC_ID).setTopicId(id)
                    : describe(topic, from.client().nodes());
        }
        if (!access.maySee(name)) {
            return unknown(name, Errors.TOPIC_AUTHORIZATION_FAILED);
        }
        Topic topic = catalog.byName(name);
        if (topic != null) {
            return describe(topic, from.client().nodes());
        }
        return request.allowAutoTopicCreation() && defaults.isAutoCreated()
                ? create(name, from)
                : unknown(name, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    private static @Nullable String nameOrEmpty(ControlRequest request) {
        return request.version() >= NAMES_MAY_BE_NULL_VERSION ? null : "";
    }

    private MetadataResponseTopic create(String name, ControlRequest from) {
        if (!from.client().access().mayWrite(name)) {
            return unknown(name, Errors.TOPIC_AUTHORIZATION_FAILED);
        }
        if (spread != null && !changes.isHome()) {
            return want(name, spread);
        }
        Problem problem = changes.mayCreate(name, defaults.partitions(), Map.of());
        if (problem.isThere()) {
            return unknown(name, problem.error());
        }
        return describe(
                catalog.create(name, defaults.partitions(), Map.of()), from.client().nodes());
    }

    /** The home makes it; who asks again will find it. */
    private static MetadataResponseTopic want(String name, CatalogSpread from) {
        if (!TopicNames.isLegal(name)) {
            return unknown(name, Errors.INVALID_TOPIC_EXCEPTION);
        }
        from.want(name);
        return unknown(name, Errors.LEADER_NOT_AVAILABLE);
    }

    private static MetadataResponseTopic unknown(@Nullable String name, Errors error) {
        return new MetadataResponseTopic().setName(name).setErrorCode(error.code());
    }

    private MetadataResponseTopic describe(Topic topic, Nodes nodes) {
        MetadataResponseTopic described =
                new MetadataResponseTopic()
                        .setName(topic.name())
                        .setTopicId(new Uuid(topic.idHigh(), topic.idLow()));
        int partitions = topic.partitions();
        for (int i = 0; i < partitions; i++) {
            List<Integer> replicas = cluster.replicas(nodes, topic, i);
            described
                    .partitions()
                    .add(
                            new MetadataResponsePartition()
                                    .setPartitionIndex(i)
                                    .setLeaderId(replicas.getFirst())
                                    .setLeaderEpoch(cluster.leaderEpoch())
                                    .setReplicaNodes(replicas)
                                    .setIsrNodes(replicas));
        }
        return described;
    }
}
