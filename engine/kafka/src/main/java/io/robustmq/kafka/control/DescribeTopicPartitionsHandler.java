package io.robustmq.kafka.control;

import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** DescribeTopicPartitions: topics in the order of their names, so many partitions at a time. */
@OwnedBy(Core.class)
final class DescribeTopicPartitionsHandler implements Handler {
    private static final int PARTITIONS_MAX = 2_000;

    private final ClusterView cluster;
    private final Topics topics;

    DescribeTopicPartitionsHandler(ClusterView cluster, Topics topics) {
        this.cluster = cluster;
        this.topics = topics;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        DescribeTopicPartitionsRequestData asked =
                (DescribeTopicPartitionsRequestData) request.data();
        Access access = request.client().access();
        Nodes nodes = request.client().nodes();
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        int left = Math.clamp(asked.responsePartitionLimit(), 1, PARTITIONS_MAX);
        int from = asked.cursor() == null ? 0 : Math.max(0, asked.cursor().partitionIndex());
        for (String name : names(asked, access)) {
            Topic topic = topics.byName(name);
            if (!access.maySee(name)) {
                response.topics().add(failed(name, Errors.TOPIC_AUTHORIZATION_FAILED));
            } else if (topic == null) {
                response.topics().add(failed(name, Errors.UNKNOWN_TOPIC_OR_PARTITION));
            } else {
                int behind = Math.min(topic.partitions(), from + left);
                if (left > 0) {
                    response.topics().add(describe(topic, from, behind, nodes));
                }
                left -= Math.max(0, behind - from);
                if (behind < topic.partitions() || left <= 0 && behind == from) {
                    response.setNextCursor(
                            new Cursor().setTopicName(name).setPartitionIndex(behind));
                    break;
                }
            }
            from = 0;
        }
        reply.send(response);
    }

    private TreeSet<String> names(DescribeTopicPartitionsRequestData asked, Access access) {
        TreeSet<String> names = new TreeSet<>();
        for (TopicRequest each : asked.topics()) {
            names.add(each.name());
        }
        if (asked.topics().isEmpty()) {
            for (Topic each : topics.all()) {
                if (access.maySee(each.name())) {
                    names.add(each.name());
                }
            }
        }
        return asked.cursor() == null
                ? names
                : new TreeSet<>(names.tailSet(asked.cursor().topicName()));
    }

    private static DescribeTopicPartitionsResponseTopic failed(String name, Errors error) {
        return new DescribeTopicPartitionsResponseTopic().setName(name).setErrorCode(error.code());
    }

    private DescribeTopicPartitionsResponseTopic describe(
            Topic topic, int from, int behind, Nodes nodes) {
        DescribeTopicPartitionsResponseTopic described =
                new DescribeTopicPartitionsResponseTopic()
                        .setName(topic.name())
                        .setTopicId(new Uuid(topic.idHigh(), topic.idLow()));
        for (int i = from; i < behind; i++) {
            List<Integer> replicas = cluster.replicas(nodes, topic, i);
            described
                    .partitions()
                    .add(
                            new DescribeTopicPartitionsResponsePartition()
                                    .setPartitionIndex(i)
                                    .setLeaderId(replicas.getFirst())
                                    .setLeaderEpoch(cluster.leaderEpoch())
                                    .setReplicaNodes(replicas)
                                    .setIsrNodes(replicas)
                                    .setEligibleLeaderReplicas(List.of())
                                    .setLastKnownElr(List.of()));
        }
        return described;
    }
}
