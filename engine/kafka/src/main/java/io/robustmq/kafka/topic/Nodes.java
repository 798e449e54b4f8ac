package io.robustmq.kafka.topic;

import io.robustmq.kernel.shard.Shards;
import java.util.List;

/**
 * The cores of this node as brokers that clients reach: each has a listener of its own, so that
 * whoever asks for a partition or a group goes to the core where it lives. One per listener.
 *
 * @param shards which core a shard lives on
 * @param byCore each core's address, by its index
 */
public record Nodes(Shards shards, List<Node> byCore) {
    /** Cores that a node has room for in Kafka's node ids. */
    public static final int CORES_MAX = 256;

    /**
     * A broker, as clients see it.
     *
     * @param id {@link #idOf}
     * @param host where its listener is reached, a name or an address
     */
    public record Node(int id, String host, int port) {}

    /** Kafka's node id of one core of a node. */
    public static int idOf(int nodeId, int core) {
        return nodeId * CORES_MAX + core;
    }

    /** Who serves the shard's partitions and groups. */
    public Node ofShard(int shard) {
        return byCore.get(shards.coreOf(shard));
    }
}
