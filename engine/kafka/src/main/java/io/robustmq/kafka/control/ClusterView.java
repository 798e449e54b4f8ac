package io.robustmq.kafka.control;

import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kafka.topic.Topic;
import java.util.List;

/** What clients are told of the node: its cores are a cluster's brokers. */
final class ClusterView {
    /** There is one replica, where the partition lives. */
    static final int REPLICAS = 1;

    private final String clusterId;
    private final int leaderEpoch;

    /**
     * @param leaderEpoch the reign of all partitions that is
     */
    ClusterView(int nodeId, int leaderEpoch) {
        this.leaderEpoch = leaderEpoch;
        this.clusterId = "robustmq-" + nodeId;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    String clusterId() {
        return clusterId;
    }

    /** Whose core changes topics. */
    int controllerId(Nodes nodes) {
        return nodes.ofShard(Catalog.homeOf(nodes.shards())).id();
    }

    int leaderId(Nodes nodes, Topic topic, int partition) {
        return nodes.ofShard(topic.shardOf(nodes.shards(), partition)).id();
    }

    List<Integer> replicas(Nodes nodes, Topic topic, int partition) {
        return List.of(leaderId(nodes, topic, partition));
    }
}
